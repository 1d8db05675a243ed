"""What somebody chose for the columns of a file before, offered for the next file with the same heads."""

from imports.models import RosterImport

_LOOKED_AT = 30  # committed rosters, the newest first

Columns = dict[str, dict[str, str]]  # '<sheet>!<block>' → column → field, as RosterImport.choices holds them


def find_earlier_columns(roster: RosterImport) -> Columns:
    """Return the choices of columns that the sender of the roster committed last for tables with the same heads; empty without any.

    Choices that hold already are not offered.
    """
    heads = _heads_by_table(roster)
    committed = RosterImport.objects.filter(uploaded_by=roster.uploaded_by_id, state=RosterImport.State.COMMITTED)
    for earlier in committed.order_by("-committed_at").only("choices", "summary")[:_LOOKED_AT]:
        earlier_heads = _heads_by_table(earlier)
        offered = {
            table: columns
            for key, columns in earlier.choices.get("columns", {}).items()
            for table in heads
            if columns and heads[table] == earlier_heads.get(key)
        }
        if offered:
            chosen = roster.choices.get("columns", {})
            return {table: columns for table, columns in offered.items() if chosen.get(table, {}) | columns != chosen.get(table, {})}
    return {}


def _heads_by_table(roster: RosterImport) -> dict[str, list[tuple[int, str]]]:
    heads: dict[str, list[tuple[int, str]]] = {}
    for column in roster.summary.get("columns", []):
        heads.setdefault(f"{column['sheet']}!{column['block']}", []).append((column["index"], column["head"]))
    return heads
