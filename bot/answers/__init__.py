"""Answers to what people ask: composed here, carried by chat, command line and API."""

from bot.answers.answer import Answer, Choice
from bot.answers.desk import QUESTIONS, Answers

__all__ = ["QUESTIONS", "Answer", "Answers", "Choice"]
