"""Unit by item: a plausible table of whole hundredths with given row and column sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from project.errors import ProjectError

_ROUNDS = 5000
_CLOSE = 1e-7


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of a whole number in proportion to the weights, by largest remainder."""
    scale = total / sum(weights) if sum(weights) else 0.0
    exact = [weight * scale for weight in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def fit(prior: np.ndarray, rows: Sequence[int], columns: Sequence[int], name: str) -> np.ndarray:
    """The table nearest in shape to `prior` with these sums (iterative proportional fitting).

    Cells that are zero in the prior stay zero.
    """
    if sum(rows) != sum(columns):
        raise ProjectError(
            f"{name}: the units have {sum(rows) / 100} FTE and the items {sum(columns) / 100}.",
            why="The sums over units and over items must be equal.",
        )
    table = prior.astype(float)
    want_rows, want_columns = np.array(rows, float), np.array(columns, float)
    for _ in range(_ROUNDS):
        sums = table.sum(axis=1)
        table *= np.divide(want_rows, sums, out=np.zeros_like(sums), where=sums > 0)[:, None]
        sums = table.sum(axis=0)
        table *= np.divide(want_columns, sums, out=np.zeros_like(sums), where=sums > 0)
        if np.abs(table.sum(axis=1) - want_rows).max() < _CLOSE:
            break
    else:
        raise ProjectError(
            f"{name}: no spread over units and items has the printed sums.",
            todo="Give the prior fewer empty cells.",
        )
    return table


def round_table(table: np.ndarray) -> np.ndarray:
    """Round every cell up or down to a whole number so that all row and column sums stay.

    Controlled rounding as a transportation problem: its matrix is totally unimodular, so that
    the simplex method ends in whole numbers (Cox 1987).
    """
    height, width = table.shape
    floor = np.floor(table + 1e-6).astype(int)
    rest = table - floor
    row_left = np.round(table.sum(axis=1)).astype(int) - floor.sum(axis=1)
    column_left = np.round(table.sum(axis=0)).astype(int) - floor.sum(axis=0)
    at, place = np.divmod(np.arange(height * width), width)
    cells = np.tile(np.arange(height * width), 2)
    matrix = csr_matrix((np.ones(cells.size), (np.r_[at, height + place], cells)))
    answer = linprog(
        -rest.ravel(),
        A_eq=matrix,
        b_eq=np.r_[row_left, column_left],
        bounds=np.c_[np.zeros(height * width), (rest > 1e-6).ravel().astype(float)],
        method="highs-ds",
    )
    if answer.x is None:
        raise ProjectError(
            "A table of FTE can't be rounded to hundredths.", why=str(answer.message)
        )
    rounded: np.ndarray = floor + np.round(answer.x).astype(int).reshape(height, width)
    return rounded


def spread(prior: np.ndarray, rows: Sequence[int], columns: Sequence[int], name: str) -> np.ndarray:
    """Whole hundredths, `(units, items)`, with the given sums and the shape of the prior."""
    return round_table(fit(prior, rows, columns, name))
