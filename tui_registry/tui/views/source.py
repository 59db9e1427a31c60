"""What could be registered, and as what, in a few lines."""

from __future__ import annotations

from textual.content import Content

from tui_registry.domain.entities import RegisteredModel
from tui_registry.domain.evidence import SourcePreview
from tui_registry.tui.display import content, size
from tui_registry.tui.views.parts import NEWLINE


def source_lines(preview: SourcePreview) -> Content:
    """Return what a folder holds: flavors, files, signature, run."""
    if not preview.is_logged_model:
        return content("No MLmodel file here: no model that MLflow logged.")
    evidence = preview.evidence
    flavors = ", ".join(f"{name} {version}".strip() for name, version in evidence.flavors.items())
    files = f"{preview.file_count} file{'s' if preview.file_count != 1 else ''} ({size(preview.size)})"
    lines = [content(f"✓ {flavors or 'MLmodel'} · {files}")]
    if evidence.signature is not None:
        inputs, outputs = len(evidence.signature.inputs), len(evidence.signature.outputs)
        lines.append(content(f"  signature: {inputs} in, {outputs} out" + _run(evidence.run_id)))
    else:
        lines.append(content("  no signature" + _run(evidence.run_id)))
    return NEWLINE.join(lines)


def model_line(model: RegisteredModel | None, twin: str = "") -> Content:
    """Return what a registration would add to: a model, or None where there is none of the name.

    Args:
        model: That of the name.
        twin: One whose name differs by letter case alone.
    """
    if model is None:
        return content(f"A new registered model, beside {twin!r}." if twin else "A new registered model.", 300)
    latest = [f"v{version.version} in {version.current_stage}" for version in model.latest_versions]
    versions = f"{model.version_count} version{'s' if model.version_count != 1 else ''}"
    return content(f"✓ An existing model of {versions}" + (f": {', '.join(latest)}." if latest else "."))


def _run(run_id: str) -> str:
    return f" · run {run_id}" if run_id else ""
