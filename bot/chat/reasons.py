"""Why Telegram did not do what it was asked, in one sentence that shows no token. Pure."""

from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.logs import masked


def reason(error: BaseException) -> str:
    """The sentence for an error of the library."""
    match error:
        case InvalidToken():
            # The library repeats the token; Telegram's own words are in what caused that.
            said = f"Telegram refuses telegram.token ({error.__cause__ or error})"
        case Conflict():
            said = _conflict(error)
        case RetryAfter():
            said = f"Telegram wants to be asked less often ({error})"
        case TimedOut() | TimeoutError():
            said = "Telegram does not answer in time"
        case NetworkError() if not isinstance(error, BadRequest):
            said = f"Telegram cannot be reached ({error})"
        case _:
            said = f"Telegram answers: {error}"
    return masked(said)


def _conflict(error: Conflict) -> str:
    if "webhook" in error.message:
        return "a webhook is set for this token, so that polling gets nothing"
    return "another instance polls with this token"
