"""Invented clients."""

from datetime import date

from service.entities import ClientDetails


def _person(
    given_names: str,
    surname: str,
    born: tuple[int, int, int],
    number: str = "",
    *,
    sex: str,
    aliases: str = "",
    postcode: str = "",
) -> ClientDetails:
    return ClientDetails(
        given_names=given_names,
        surname=surname,
        date_of_birth=date(*born),
        prisoner_number=number,
        sex=sex,
        aliases=aliases,
        postcode=postcode,
    )


PEOPLE = (
    _person("Aled Rhys", "Severn", (1979, 4, 17), "A4021CD", sex="male", aliases="Ali Severn"),
    _person("Bernadette", "Derwent", (1983, 11, 2), "A7310EK", sex="female"),
    _person("Calum", "Wharfe", (1990, 6, 30), "A9182FR", sex="male"),
    _person("Denise Marie", "Medway", (1971, 1, 9), "", sex="female", postcode="LS1 4AP"),
    _person("Errol", "Humber", (1968, 8, 21), "AB123456", sex="male"),
    _person("Fatima", "Tamar", (1994, 2, 11), "A2207GJ", sex="female"),
    _person("Gareth", "Teifi", (1986, 12, 24), "A6644HX", sex="male", aliases="Gaz Teifi"),
    _person("Harriet", "Ouse", (1977, 5, 5), "A1093BN", sex="female"),
    _person("Idris", "Ystwyth", (1981, 9, 13), "A5530DA", sex="male"),
    _person("Joanne", "Nene", (1989, 3, 28), "", sex="female", postcode="NN1 1DF"),
    _person("Kieran", "Calder", (1992, 7, 7), "A8417EE", sex="male"),
    _person("Kieron", "Calder", (1992, 7, 7), "A8418EE", sex="male", aliases="K. Calder"),
)
"""The last two are twins: the service must never take one for the other."""
