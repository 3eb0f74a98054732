"""`python -m bot` is `pricewar`."""

from bot.cli import main

main()
