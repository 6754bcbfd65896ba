"""Intake: what a firm says of itself in free Chinese or plain English → facts. No model, no guesses."""

from rules.intake.model import Conflict, IntakeError, Mention, Understood
from rules.intake.reading import read

__all__ = ["Conflict", "IntakeError", "Mention", "Understood", "read"]
