"""One record to a client: the likeliest pairs first, each record and each client once."""

from collections.abc import Mapping

import duckdb

from service.matching.ruling import WORTH_A_LOOK
from service.matching.weights.posterior import ON_REGISTER, prior_bits


def nobody(size: int) -> float:
    """Give the weight of "none of them", on the scale of a candidate's two to the power of bits."""
    return float((1 - ON_REGISTER) / 2 ** prior_bits(size))


def assigned(connection: duckdb.DuckDBPyConnection, size: int) -> Mapping[int, int]:
    """Give to forms their clients, out of the table `weighed`.

    A pair is as likely as it is before all others of its form and all others of its client.
    """
    found = connection.execute(
        """
        with once as (
            select form, client, max(pow(2, bits)) as weight from weighed group by form, client
        ), likely as (
            select form, client, weight, weight / (
                sum(weight) over (partition by form) + sum(weight) over (partition by client)
                - weight + $nobody
            ) as probability
            from once
        )
        select form, client from likely where probability >= $least
        order by probability desc, weight desc, form, client
        """,
        {"nobody": nobody(size), "least": WORTH_A_LOOK},
    ).fetchall()
    client_of: dict[int, int] = {}
    taken: set[int] = set()
    for form, client in found:
        if form not in client_of and client not in taken:
            client_of[form] = client
            taken.add(client)
    return client_of
