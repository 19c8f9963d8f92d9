"""Words for agencies, consent and settings; filters of the pages."""

from collections.abc import Callable, Mapping

from service.agencies.values import AgencyKind
from service.consent.words import GLANCE, GLANCE_COLOUR, GROUND, PURPOSE, REASON, STAND
from service.disclosures import Way
from service.store.states import DefinitionState
from service.usecases.import_register import RowFate

AGENCY_KIND: Mapping[str, str] = {
    AgencyKind.CJIT: "Community drug team (CJIT)",
    AgencyKind.CARAT: "Prison drug workers (CARAT)",
    AgencyKind.PRISON_CLINICAL: "Prison drug nurses and doctors",
    AgencyKind.TREATMENT_PROVIDER: "Drug treatment service",
    AgencyKind.PROBATION: "Probation",
    AgencyKind.DATA_TEAM: "Regional data team",
    AgencyKind.MONITORING: "National monitoring system",
    AgencyKind.OTHER: "Another agency",
}
WAY: Mapping[str, str] = {
    Way.MADE: "Form made for it",
    Way.SHOWN: "Shown",
    Way.EXPORTED: "Exported",
    Way.EMAILED: "E-mail",
    Way.FAXED: "Printed to fax",
}
DEFINITION: Mapping[str, str] = {
    DefinitionState.DRAFT: "Draft",
    DefinitionState.LIVE: "Live",
    DefinitionState.RETIRED: "Retired",
}
DEFINITION_COLOUR: Mapping[str, str] = {
    DefinitionState.DRAFT: "govuk-tag--yellow",
    DefinitionState.LIVE: "govuk-tag--green",
    DefinitionState.RETIRED: "govuk-tag--grey",
}
SPOC_FATE: Mapping[str, str] = {
    RowFate.ADDED: "Agencies added",
    RowFate.CHANGED: "Agencies with something new",
    RowFate.UNCHANGED: "Confirmed as they were",
    RowFate.REFUSED: "Rows refused",
}
LIST_NAME: Mapping[str, str] = {
    "prisons": "Prisons",
    "courts": "Courts",
    "dats": "Drug Action Team areas",
}
LIST_SOURCE: Mapping[str, str] = {
    "prisons": "ministryofjustice/prison-register and symroe/prison-estate-data, November 2026",
    "courts": "ministryofjustice/court-register, November 2026",
    "dats": "A public NDTMS export programme; names of local authorities, November 2026",
}
"""As templates/reference/README.md says it, whole."""
FILTERS: dict[str, Callable[..., str]] = {
    "agency_kind": lambda code: AGENCY_KIND[code],
    "glance": lambda code: GLANCE[code],
    "glance_colour": lambda code: GLANCE_COLOUR[code],
    "ground": lambda code: GROUND[code],
    "stand": lambda code: STAND[code],
    "purpose": lambda code: PURPOSE[code],
    "exception_reason": lambda code: REASON[code],
    "list_name": lambda name: LIST_NAME.get(name, name.capitalize()),
    "list_source": lambda name: LIST_SOURCE.get(name, ""),
    "way": lambda code: WAY[code],
    "definition_state": lambda code: DEFINITION[code],
    "definition_colour": lambda code: DEFINITION_COLOUR[code],
}
