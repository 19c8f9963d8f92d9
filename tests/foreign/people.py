"""Invented people, their numbers and their telephones."""

import random

GIVEN = (
    *("Adam", "Alan", "Amanda", "Angela", "Anita", "Asif", "Barbara", "Bernard", "Bethan", "Brian"),
    *("Callum", "Caroline", "Ceri", "Charlene", "Clive", "Colin", "Damian", "Danielle", "Debra"),
    *("Dennis", "Derek", "Desmond", "Duncan", "Elaine", "Errol", "Fiona", "Francis", "Gavin"),
    *("Geoffrey", "Glenn", "Hannah", "Hassan", "Heather", "Howard", "Iqbal", "Jacob", "Jade"),
    *("Janet", "Jerome", "Joanne", "Jodie", "Justin", "Katie", "Keith", "Kelvin", "Kirsty"),
    *("Leanne", "Leroy", "Lewis", "Lorraine", "Luke", "Marcia", "Marlon", "Maureen", "Melvin"),
    *("Nadia", "Nigel", "Noel", "Patricia", "Pawel", "Philip", "Quentin", "Rachel", "Rajesh"),
    *("Robert", "Roy", "Samantha", "Shane", "Sheila", "Sunil", "Terence", "Trevor", "Vincent"),
    *("Wesley", "William", "Xavier", "Yvonne", "Zainab", "Zoe"),
)
SURNAMES = (
    *("Abbott", "Akhtar", "Atkinson", "Bailey", "Banks", "Barker", "Bennett", "Bhatti", "Boateng"),
    *("Bradley", "Brennan", "Burton", "Byrne", "Carter", "Chambers", "Chaudhry", "Coleman"),
    *("Cunningham", "D'Souza", "Dawson", "Doyle", "Dyer", "Edwards", "Ekwueme", "Evans", "Farrell"),
    *("Fleming", "Forster", "Gallagher", "Goodwin", "Grabowski", "Gupta", "Hargreaves", "Hewitt"),
    *("Holloway", "Hopkins", "Ingram", "Iqbal", "Jarvis", "Jenkins", "Kaminski", "Kavanagh"),
    *("Kelly-Brown", "Knowles", "Lambert", "Lawson", "Lockwood", "MacKenzie", "Mahmood", "Marsh"),
    *("McCarthy", "McGrath", "Mistry", "Morgan", "Mulligan", "Ngata", "Norris", "O'Brien"),
    *("O'Sullivan", "Osborne", "Owusu", "Parry", "Patterson", "Petrov", "Quinn", "Radcliffe"),
    *("Rahman", "Reilly", "Rowlands", "Sharma", "Shepherd", "Simpson", "Stevenson", "Sutton"),
    *("Tanner", "Thornton", "Turnbull", "Underwood", "Vickers", "Walsh", "Warburton", "Webster"),
    *("Whitehead", "Wilkins-Shaw", "Winter", "Yates", "Yilmaz", "Zaman"),
)
_LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"
_AREAS = (
    *("0113 2", "0114 2", "0115 9", "0116 2", "0117 9", "0118 9", "0121 4", "0131 5", "0151 7"),
    *("0161 8", "020 7", "020 8", "023 8", "024 7", "028 9", "029 2"),
)
_TOWN_AREAS = ("01204", "01304", "01332", "01392", "01472", "01604", "01733", "01872", "01908")


def name_of(rng: random.Random, middle: float = 0.0) -> str:
    """Name a person; `middle` is the share of those with a second given name."""
    given = [rng.choice(GIVEN)]
    if rng.random() < middle:
        given.append(rng.choice(GIVEN))
    return " ".join((*given, rng.choice(SURNAMES)))


def prisoner_number(rng: random.Random) -> str:
    """Number a prisoner: as since 2009, or two letters and four digits as before."""

    def letters(count: int) -> str:
        return "".join(rng.choice(_LETTERS) for _ in range(count))

    if rng.random() < 0.7:
        return f"{letters(1)}{rng.randrange(10000):04d}{letters(2)}"
    return f"{letters(2)}{rng.randrange(10000):04d}"


def phone_number(rng: random.Random) -> str:
    """Give a British telephone number, grouped in one of the usual ways."""
    kind = rng.random()
    if kind < 0.5:
        area = rng.choice(_AREAS)
        rest = 10 ** (7 - len(area) + 1)
        return f"{area}{rng.randrange(rest // 10, rest)} {rng.randrange(10000):04d}"
    if kind < 0.8:
        return f"{rng.choice(_TOWN_AREAS)} {rng.randrange(200000, 899999)}"
    mobile = f"07{rng.randrange(100, 999)}"
    digits = f"{rng.randrange(1000000):06d}"
    return f"{mobile} {digits}" if kind < 0.95 else f"{mobile}{digits}"
