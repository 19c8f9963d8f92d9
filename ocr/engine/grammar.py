"""Regular languages of what may be written in a field, as automata that a search can follow.

A grammar is written as a regular expression of the plain kind that form definitions use: classes,
groups, alternatives and counts. Nothing else is understood.
"""

import string
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

_CLASSES = {"d": string.digits, "w": string.ascii_letters + string.digits + "_"}
_MOST_STATES = 4000

_Transitions = dict[str, int]


@dataclass(frozen=True, eq=False)
class Grammar:
    """A deterministic automaton; state 0 is where a text begins."""

    moves: tuple[_Transitions, ...] = field(repr=False)
    """For each state, the state that each character leads to."""
    ends: frozenset[int] = field(repr=False)
    """States in which a text may end."""

    def accepts(self, text: str) -> bool:
        """Tell whether a text is of the language."""
        state = 0
        for char in text:
            if char not in self.moves[state]:
                return False
            state = self.moves[state][char]
        return state in self.ends

    @property
    def alphabet(self) -> frozenset[str]:
        """Give all characters that occur."""
        return frozenset(char for move in self.moves for char in move)


class _Nfa:
    """An automaton under construction: moves on sets of characters, and free moves."""

    def __init__(self) -> None:
        self.free: list[list[int]] = []
        self.moves: list[list[tuple[str, int]]] = []

    def state(self) -> int:
        self.free.append([])
        self.moves.append([])
        if len(self.free) > _MOST_STATES:
            raise ValueError("the pattern is too large")
        return len(self.free) - 1

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        found, todo = set(states), list(states)
        while todo:
            for other in self.free[todo.pop()]:
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return frozenset(found)


_Piece = Callable[[_Nfa, int], int]
"""Adds its part to an automaton behind a state; gives the state it ends in."""


def _one_of(chars: str) -> _Piece:
    def add(nfa: _Nfa, start: int) -> int:
        end = nfa.state()
        nfa.moves[start].append((chars, end))
        return end

    return add


def _in_turn(pieces: list[_Piece]) -> _Piece:
    def add(nfa: _Nfa, start: int) -> int:
        for piece in pieces:
            start = piece(nfa, start)
        return start

    return add


def _any_of(pieces: list[_Piece]) -> _Piece:
    def add(nfa: _Nfa, start: int) -> int:
        end = nfa.state()
        for piece in pieces:
            first = nfa.state()
            nfa.free[start].append(first)
            nfa.free[piece(nfa, first)].append(end)
        return end

    return add


def _repeated(piece: _Piece, least: int, most: int) -> _Piece:
    def add(nfa: _Nfa, start: int) -> int:
        for _ in range(least):
            start = piece(nfa, start)
        end = nfa.state()
        nfa.free[start].append(end)
        for _ in range(most - least):
            start = piece(nfa, start)
            nfa.free[start].append(end)
        return end

    return add


class _Parser:
    """Reads a regular expression; ValueError where it is not of the plain kind."""

    def __init__(self, pattern: str, longest: int) -> None:
        self._rest = list(reversed(pattern))
        self._longest = longest

    def _next(self) -> str:
        if not self._rest:
            raise ValueError("the pattern ends too early")
        return self._rest.pop()

    def _at(self, char: str) -> bool:
        if self._rest and self._rest[-1] == char:
            self._rest.pop()
            return True
        return False

    def whole(self) -> _Piece:
        piece = self._alternatives()
        if self._rest:
            raise ValueError("the pattern has a bracket too many")
        return piece

    def _alternatives(self) -> _Piece:
        found = [self._sequence()]
        while self._at("|"):
            found.append(self._sequence())
        return found[0] if len(found) == 1 else _any_of(found)

    def _sequence(self) -> _Piece:
        found = []
        while self._rest and self._rest[-1] not in "|)":
            found.append(self._counted(self._atom()))
        return _in_turn(found)

    def _atom(self) -> _Piece:
        char = self._next()
        if char == "(":
            if self._at("?") and not self._at(":"):
                raise ValueError("only plain groups are understood")
            piece = self._alternatives()
            if self._next() != ")":
                raise ValueError("a bracket is not closed")
            return piece
        if char == "[":
            return _one_of(self._class())
        if char in "*+?{}])^$.":
            raise ValueError(f"{char!r} is not understood here")
        return _one_of(self._escaped() if char == "\\" else char)

    def _escaped(self) -> str:
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char.isalnum():
            raise ValueError(f"\\{char} is not understood")
        return char

    def _class(self) -> str:
        if self._at("^"):
            raise ValueError("only positive classes are understood")
        found = ""
        while not self._at("]"):
            char = self._next()
            one = self._escaped() if char == "\\" else char
            if len(one) == 1 and len(self._rest) > 1 and self._rest[-2:][1] == "-":
                one = self._range(one)
            found += one
        return found

    def _range(self, first: str) -> str:
        if self._rest[-2] == "]":
            return first
        self._next()
        last = self._next()
        return "".join(map(chr, range(ord(first), ord(last) + 1)))

    def _counted(self, piece: _Piece) -> _Piece:
        if self._at("?"):
            return _repeated(piece, 0, 1)
        if self._at("*"):
            return _repeated(piece, 0, self._longest)
        if self._at("+"):
            return _repeated(piece, 1, self._longest)
        if not self._at("{"):
            return piece
        count = ""
        while not self._at("}"):
            count += self._next()
        least, _, most = count.partition(",")
        if not most:
            most = least if "," not in count else str(self._longest)
        return _repeated(piece, int(least), int(most))


def _determined(nfa: _Nfa, start: int, end: int) -> Grammar:
    """Make an automaton deterministic, by sets of its states."""
    first = nfa.closure([start])
    numbers, todo, moves = {first: 0}, [first], [_Transitions()]
    while todo:
        states = todo.pop()
        targets: defaultdict[str, set[int]] = defaultdict(set)
        for state in states:
            for chars, target in nfa.moves[state]:
                for char in chars:
                    targets[char].add(target)
        for char, found in targets.items():
            closed = nfa.closure(found)
            if closed not in numbers:
                numbers[closed] = len(numbers)
                moves.append({})
                todo.append(closed)
            moves[numbers[states]][char] = numbers[closed]
    ends = frozenset(number for states, number in numbers.items() if end in states)
    return Grammar(tuple(moves), ends)


@lru_cache(maxsize=64)
def grammar(pattern: str, longest: int = 40) -> Grammar:
    """Make the grammar of a regular expression.

    Args:
        pattern: which the whole text matches.
        longest: how often a star or a plus may repeat.

    Raises:
        ValueError: it uses more than classes, groups, alternatives and counts.
    """
    nfa = _Nfa()
    start = nfa.state()
    end = _Parser(pattern, longest).whole()(nfa, start)
    return _determined(nfa, start, end)
