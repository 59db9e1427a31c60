"""The verbs of comments on versions (C1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.decisions import comment_actions
from tui_registry.domain.entities import AvailableAction, Comment
from tui_registry.domain.errors import PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.permissions import Ability, may
from tui_registry.domain.references import parse_number
from tui_registry.domain.text_rules import check_comment
from tui_registry.registry.actor import Actor
from tui_registry.store.reads import comments
from tui_registry.store.writes import comments as writes

if TYPE_CHECKING:
    from tui_registry.domain.permissions import PermissionLevel
    from tui_registry.registry.transaction import LockedModel, Transaction
    from tui_registry.store.reader import Reader, Row


class CommentVerbs(Actor):
    """Comment on versions, and edit or delete comments."""

    def create_comment(self, name: str, version: int | str, comment: str | None) -> Comment:
        """Comment on a version; it takes Can Read."""
        text = check_comment(comment)
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.COMMENT)
            comment_id = writes.add(transaction.store, row.id, self.user, text, transaction.now)
            transaction.record(ActivityType.NEW_COMMENT, model, row.number, comment_id=comment_id)
        return self.get_comment(comment_id)

    def get_comment(self, comment_id: int | str) -> Comment:
        """Return a comment by its id; it takes Can Read on the model.

        Raises:
            ResourceDoesNotExist: there is none.
            PermissionDenied: there is one that the actor may not read.
        """
        with self._read() as reader:
            number = parse_number(comment_id, "comment id")
            row = _found(reader, number)
            level = self._level(reader, row["model_id"])
            if not may(level, Ability.READ):
                raise _unreadable(self.user, number)
            return _comment(row, level, self.user)

    def list_comments(self, name: str, version: int | str) -> tuple[Comment, ...]:
        """Return a version's comments, oldest first."""
        with self._read() as reader:
            row, level = self._readable_version(reader, name, parse_number(version))
            return tuple(_comment(found, level, self.user) for found in comments.of_version(reader, row["id"]))

    def update_comment(self, comment_id: int | str, comment: str | None) -> Comment:
        """Replace the text of one's own comment.

        Raises:
            PermissionDenied: somebody else wrote it.
        """
        text = check_comment(comment)
        with self._write() as transaction:
            model, row = self._with_action(transaction, comment_id, AvailableAction.EDIT_COMMENT)
            if row["text"] != text:
                # Later than the writing even within the same millisecond, so that "(edited)" is never lost.
                writes.edit(transaction.store, row["id"], text, max(transaction.now, row["created_at"] + 1))
                transaction.record(ActivityType.EDITED_COMMENT, model, row["number"], comment_id=row["id"])
        return self.get_comment(comment_id)

    def delete_comment(self, comment_id: int | str) -> None:
        """Delete one's own comment, or with Can Manage anybody's; that it was there stays in the history."""
        with self._write() as transaction:
            model, row = self._with_action(transaction, comment_id, AvailableAction.DELETE_COMMENT)
            transaction.record(
                ActivityType.DELETED_COMMENT,
                model,
                row["number"],
                comment_id=row["id"],
                system_comment="" if row["author"] == self.user else f"Written by {row['author']}.",
            )
            writes.delete(transaction.store, row["id"])

    def _with_action(
        self, transaction: Transaction, comment_id: int | str, action: AvailableAction
    ) -> tuple[LockedModel, Row]:
        """Return a comment that the actor may do this with, behind its locked model."""
        number = parse_number(comment_id, "comment id")
        try:
            model = transaction.locking(_found(transaction.store, number)["name"])(Ability.COMMENT)
        except PermissionDenied:
            raise _unreadable(self.user, number) from None
        # Once more, as it is since nobody else can change it.
        found = _found(transaction.store, number)
        if action not in comment_actions(transaction.level_before, self.user, found["author"]):
            takes = "Only its author" if action is AvailableAction.EDIT_COMMENT else "Its author, or Can Manage,"
            raise PermissionDenied(
                f"{self.user} may not change comment {found['id']}, written by {found['author']}. {takes} may do that."
            )
        return model, found


def _found(reader: Reader, comment_id: int) -> Row:
    row = comments.by_id(reader, comment_id)
    if row is None:
        raise ResourceDoesNotExist(
            f"There is no comment {comment_id}. If there was one, its version's history says who deleted it."
        )
    return row


def _unreadable(user: str, comment_id: int) -> PermissionDenied:
    # Without the model's name: ids are guessed, and nobody named the model.
    return PermissionDenied(
        f"{user} may not read comment {comment_id}: that takes Can Read on its model. "
        "Ask somebody with Can Manage on it."
    )


def _comment(row: Row, level: PermissionLevel, user: str) -> Comment:
    return Comment(
        id=row["id"],
        name=row["name"],
        version=row["number"],
        user_id=row["author"],
        comment=row["text"],
        creation_timestamp=row["created_at"],
        last_updated_timestamp=row["updated_at"],
        available_actions=comment_actions(level, user, row["author"]),
    )
