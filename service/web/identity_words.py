"""Words for how people sign in."""

from collections.abc import Callable

from service.identity import SignInWay, TokenScope

SIGN_IN_WAY: dict[str, str] = {
    SignInWay.PASSWORD: "Password",
    SignInWay.PROVIDER: "Identity provider",
}
SCOPE: dict[str, str] = {
    TokenScope.READ: "look at clients, records and what is due",
    TokenScope.WRITE: "change clients, records, decisions, events and consent",
    TokenScope.INTAKE: "send in files and see what became of them",
    TokenScope.FORMS: "get forms and send them",
    TokenScope.EXPORT: "take records, evidence and originals out",
}
FILTERS: dict[str, Callable[..., str]] = {
    "sign_in_way": lambda way: SIGN_IN_WAY[str(way)],
    "scope": lambda scope: SCOPE[str(scope)],
}
