"""The verbs of registered models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import ModelSummary, Page, RegisteredModel
from tui_registry.domain.errors import InvalidState, ResourceAlreadyExists
from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.permissions import Ability
from tui_registry.domain.settings import SettingKey, level_of
from tui_registry.domain.text_rules import (
    check_description,
    check_model_name,
    check_not_rewritten,
    check_tag,
    check_tags,
    fold_for_search,
)
from tui_registry.registry import views
from tui_registry.registry.actor import Actor
from tui_registry.store.reads import models, requests, settings, versions
from tui_registry.store.writes import models as writes

if TYPE_CHECKING:
    from tui_registry.registry.transaction import KnownModel, LockedModel, Transaction


class ModelVerbs(Actor):
    """Create, find, describe, tag, rename and delete registered models."""

    def list_models(
        self,
        text: str | None = "",
        *,
        order_by: ModelOrder = ModelOrder.NAME,
        descending: bool = False,
        offset: int = 0,
        limit: int = 200,
        counted: bool = True,
    ) -> Page[ModelSummary]:
        """Return a stretch of the models the actor may read whose name contains a text, in any case (F1, F2).

        Without `counted`, what would take longer to count than to read is not counted.
        """
        wanted = models.ModelList(self.user, text, order_by, descending)
        with self._read() as reader:
            rows, total, is_counted = models.stretch(reader, wanted, offset, limit, counted=counted)
        return Page(tuple(views.model_summary(row) for row in rows), offset, total, is_counted)

    def list_models_behind(
        self,
        last: ModelSummary,
        text: str | None = "",
        *,
        order_by: ModelOrder = ModelOrder.NAME,
        descending: bool = False,
        limit: int = 200,
    ) -> tuple[ModelSummary, ...]:
        """Return the models of that list behind one of it: none twice and none left out, while others write."""
        wanted = models.ModelList(self.user, text, order_by, descending)
        by_name = order_by is ModelOrder.NAME
        values = (fold_for_search(last.name), last.name) if by_name else (last.last_updated_timestamp, last.id)
        with self._read() as reader:
            return tuple(views.model_summary(row) for row in models.behind(reader, wanted, values, limit))

    def locate_model(
        self, model_id: int, text: str | None = "", *, order_by: ModelOrder = ModelOrder.NAME, descending: bool = False
    ) -> int | None:
        """Return the offset of a model in that list, or None where the list does not hold it."""
        with self._read() as reader:
            return models.offset_of(reader, models.ModelList(self.user, text, order_by, descending), model_id)

    def get_registered_model(self, name: str) -> RegisteredModel:
        """Return a model.

        Raises:
            ResourceDoesNotExist: there is no such model.
            PermissionDenied: the actor has No Permissions on it.
        """
        with self._read() as reader:
            row, level = self._readable_model(reader, name)
            return views.registered_model(reader, row, self._viewer_of(reader, row["id"], level))

    def create_registered_model(
        self, name: str, description: str | None = "", tags: Mapping[str, object] | None = None
    ) -> RegisteredModel:
        """Create an empty model; the creator gets Can Manage on it, or what `creator_level` says (P3, P4).

        Raises:
            ResourceAlreadyExists: the name is taken (N1).
            InvalidParameterValue: a rule for names, descriptions or tags is broken.
        """
        with self._write() as transaction:
            create_model(transaction, name, description, tags)
        return self.get_registered_model(name)

    def update_registered_model(
        self, name: str, description: str | None, *, expected_description: str | None = None
    ) -> RegisteredModel:
        """Replace a model's description; the empty text clears it (N8).

        Args:
            name: The model.
            description: What it is to be.
            expected_description: What the actor saw; if it is another by now, nothing happens.

        Raises:
            InvalidState: the description is not the expected one any more.
        """
        text = check_description(description)
        with self._write() as transaction:
            model = transaction.locking(name)(Ability.EDIT_DESCRIPTION)
            present = models.description(transaction.store, model.id)
            if present != text:
                check_not_rewritten(present, expected_description)
                writes.change(transaction.store, model.id, transaction.now, description=text)
                transaction.record(ActivityType.EDITED_DESCRIPTION, model)
        return self.get_registered_model(name)

    def rename_registered_model(self, name: str, new_name: str) -> RegisteredModel:
        """Rename a model; versions, requests, comments and history follow it (D6, D7, U6).

        Raises:
            InvalidState: a version is in Staging or Production (U10).
            ResourceAlreadyExists: the new name is taken.
        """
        check_model_name(new_name)
        with self._write() as transaction:
            model = transaction.locking(name)(Ability.RENAME)
            _refuse_active(transaction, model, "renamed")
            if new_name != name:
                _refuse_taken(transaction, new_name)
                searched = fold_for_search(new_name)
                writes.change(transaction.store, model.id, transaction.now, name=new_name, search_name=searched)
                told = f"'{name}' is now '{new_name}'."
                transaction.record(
                    ActivityType.RENAMED_REGISTERED_MODEL, replace(model, name=new_name), system_comment=told
                )
        return self.get_registered_model(new_name)

    def delete_registered_model(self, name: str) -> None:
        """Delete a model with its versions, comments, requests and artifacts; the history stays (D2, D5, H2).

        Raises:
            InvalidState: a version is in Staging or Production (U10).
        """
        artifacts = self.registry.artifacts_to_change()
        with self._write() as transaction:
            model = transaction.locking(name)(Ability.DELETE)
            _refuse_active(transaction, model, "deleted")
            model_id = model.id
            numbers = [row["number"] for row in versions.page(transaction.store, model_id, False, 0, 1_000_000)]
            asked = len(requests.open_of_model(transaction.store, model_id))
            told = _count(len(numbers), "version") + (f" and {_count(asked, 'open request')}" if asked else "")
            transaction.record(ActivityType.DELETED_REGISTERED_MODEL, model, system_comment=f"With {told}.")
            writes.delete(transaction.store, model_id)
            for number in numbers:
                artifacts.mark_leaving(model_id, number)
        for number in numbers:
            artifacts.remove(model_id, number)

    def set_registered_model_tag(self, name: str, key: str, value: object) -> None:
        """Set a tag of a model, in place of the value that the key had (N7)."""
        key, text = check_tag(key, value)
        with self._write() as transaction:
            model = transaction.locking(name)(Ability.EDIT_TAGS)
            if models.tags(transaction.store, model.id).get(key) != text:
                writes.set_tag(transaction.store, model.id, key, text)
                writes.change(transaction.store, model.id, transaction.now)
                transaction.record(ActivityType.SET_TAG, model, system_comment=f"{key} = {text}")

    def delete_registered_model_tag(self, name: str, key: str) -> None:
        """Delete a tag of a model; a key it does not have is no error, as in MLflow."""
        with self._write() as transaction:
            model = transaction.locking(name)(Ability.EDIT_TAGS)
            if writes.delete_tag(transaction.store, model.id, key):
                writes.change(transaction.store, model.id, transaction.now)
                transaction.record(ActivityType.DELETED_TAG, model, system_comment=key)


def create_model(
    transaction: Transaction,
    name: str,
    description: str | None,
    tags: Mapping[str, object] | None,
    *,
    system_comment: str = "",
) -> KnownModel:
    """Add a model to a transaction, with its creator's level (P4)."""
    from tui_registry.registry.transaction import KnownModel

    check_model_name(name)
    checked_tags = check_tags(tags)
    about = check_description(description)
    _refuse_taken(transaction, name)
    store = transaction.store
    level = level_of(settings.effective(transaction.store, SettingKey.CREATOR_LEVEL))
    model_id = writes.add(store, name, fold_for_search(name), about, transaction.user, transaction.now)
    writes.allow(store, model_id, transaction.user, level)
    for key, value in checked_tags.items():
        writes.set_tag(store, model_id, key, value)
    model = KnownModel(model_id, name)
    transaction.record(ActivityType.CREATED_REGISTERED_MODEL, model, system_comment=system_comment)
    return model


def _refuse_taken(transaction: Transaction, name: str) -> None:
    transaction.queue_for(name)
    if models.by_name(transaction.store, name) is not None:
        raise ResourceAlreadyExists(f"A registered model named '{name}' exists already. Choose another name.")


def _refuse_active(transaction: Transaction, model: LockedModel, what: str) -> None:
    active = versions.active(transaction.store, model.id)
    if active:
        listed = ", ".join(f"v{row['number']} ({row['stage']})" for row in active[:10])
        more = f" and {len(active) - 10} more" if len(active) > 10 else ""
        raise InvalidState(
            f"'{model.name}' can't be {what} while versions are in Staging or Production: {listed}{more}. "
            "Transition them to Archived or None first."
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
