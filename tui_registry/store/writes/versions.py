"""Model versions: from PENDING_REGISTRATION to READY or FAILED, from stage to stage, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui_registry.domain.entities import VersionStatus
from tui_registry.store.reader import Parameter
from tui_registry.store.writer import Writer


def add(writer: Writer, **values: Parameter) -> Callable[[], int]:
    """Write a version, and return what tells its id."""
    return writer.insert("model_version", **values)


def add_tags(writer: Writer, model_id: int, number: int, tags: Mapping[str, str]) -> None:
    """Write the tags of a new version, whose id a server has not told yet."""
    for key, value in tags.items():
        writer.write(
            """INSERT INTO version_tag (version_id, key, value) SELECT v.id, :key, :value FROM model_version v
                WHERE v.model_id = :model AND v.number = :number""",
            model=model_id,
            number=number,
            key=key,
            value=value,
        )


def begin(writer: Writer, version_id: int, token: str) -> None:
    """Let a version that failed be copied again."""
    writer.update("model_version", version_id, status=VersionStatus.PENDING, copy_token=token)


def end(writer: Writer, model_id: int, number: int, token: str, **values: Parameter) -> Callable[[], int]:
    """Let the copy of a version be over, with new values of its columns.

    Returns what tells whether the version was there and still being made by that very copy (1) or not (0).
    """
    changes = "".join(f", {column} = :{column}" for column in values)
    return writer.write(
        f"UPDATE model_version SET copy_token = ''{changes} WHERE model_id = :model AND number = :copied "
        f"AND status = '{VersionStatus.PENDING}' AND copy_token = :token",
        model=model_id,
        copied=number,
        token=token,
        **values,
    )


def enter(writer: Writer, version_id: int, stage: str, moment: int) -> None:
    """Put a version into a stage; if it is there already, it has been since before."""
    writer.write(
        """UPDATE model_version SET stage = :stage, updated_at = :moment,
            stage_since = CASE WHEN stage = :stage THEN stage_since ELSE :moment END WHERE id = :version""",
        version=version_id,
        stage=stage,
        moment=moment,
    )


def change(writer: Writer, version_id: int, moment: int, **values: Parameter) -> None:
    """Change columns of a version, or nothing but when it was changed last."""
    writer.update("model_version", version_id, updated_at=moment, **values)


def delete(writer: Writer, version_id: int) -> None:
    """Delete a version with all that belongs to it; the history stays."""
    writer.delete("model_version", id=version_id)


def set_tag(writer: Writer, version_id: int, key: str, value: str) -> None:
    """Set a tag of a version, in place of the value that the key had."""
    writer.put("version_tag", ("version_id", "key"), version_id=version_id, key=key, value=value)


def delete_tag(writer: Writer, version_id: int, key: str) -> bool:
    """Delete a tag of a version; return whether there was one."""
    return writer.delete("version_tag", version_id=version_id, key=key)() > 0
