"""What people type and press in Telegram, and what they are answered."""
