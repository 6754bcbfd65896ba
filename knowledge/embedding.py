"""Text → vectors, through sentence-transformers: any model by name or folder.

Finding the model is cheap and happens at once, so that a missing one is an error when the program starts;
the library itself takes seconds to import and is loaded with the first text.
"""

import hashlib
import logging
import os
import re
import warnings
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import KnowledgeError
from knowledge.progress import Progress, silent

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# What these models want before a question, not before a document; other models bring their own prompts along.
_BGE_ZH = re.compile(r"bge-\w+-zh")
_BGE_ZH_QUERY = "为这个句子生成表示以用于检索相关文章："
_NETWORK_SECONDS = 5.0
_BATCH = 256  # texts between two reports of progress
_ADVICE = (
    "name a folder with a sentence-transformers model, or leave [embedding] model out for the one that ships"
)


class Embedder(Protocol):
    """Texts to unit vectors of one model. Vectors of two embedders compare only if their `id` is the same."""

    @property
    def id(self) -> str: ...

    def encode_documents(self, texts: Sequence[str], progress: Progress = silent) -> NDArray[np.float32]:
        """One row a text, each of length 1."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """One vector of length 1."""


class SentenceEmbedder:
    """An `Embedder` of sentence-transformers, safe to share between threads.

    model: the name of a model on the Hugging Face hub, or the path of a folder. Raises KnowledgeError when
    there is no such folder, or the model is neither in the local cache nor to be had over the network.
    """

    def __init__(self, model: str) -> None:
        folder = Path(model).expanduser()
        if model and folder.is_dir():
            self._source, self.id = str(folder), _id_of_folder(folder)
        else:
            self._source = self.id = model
            _find(model)
        self._query_prompt = _BGE_ZH_QUERY if _BGE_ZH.search(model) else None
        self._lock = Lock()  # tokenizers keep state while they work

    @property
    def dimension(self) -> int:
        return len(self.encode_query("。"))

    def encode_documents(self, texts: Sequence[str], progress: Progress = silent) -> NDArray[np.float32]:
        parts = []
        for start in range(0, len(texts), _BATCH):
            progress("embedding", start, len(texts))
            with self._lock:
                batch = list(texts[start : start + _BATCH])
                parts.append(self._model.encode_document(batch, show_progress_bar=False))
        progress("embedding", len(texts), len(texts))
        return _unit(np.concatenate(parts)) if parts else np.empty((0, self.dimension), dtype=np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        with self._lock:
            vector = self._model.encode_query([text], prompt=self._query_prompt, show_progress_bar=False)
        return _unit(np.asarray(vector))[0]  # type: ignore[no-any-return]

    @cached_property
    def _model(self) -> "SentenceTransformer":
        sentence_transformers = _library()
        try:
            return sentence_transformers.SentenceTransformer(  # type: ignore[no-any-return]
                self._source, device="cpu", local_files_only=_is_local(self._source)
            )
        except Exception as error:  # the library raises whatever its parts raise for a broken model
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise KnowledgeError(
                f"The embedding model {self._source} cannot be loaded ({reason}); {_ADVICE}"
            ) from error


def _unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Rows of length 1. A text without a known token has no direction and gets one like nothing much."""
    rows = np.array(vectors, dtype=np.float32)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    rows[length[:, 0] == 0] = 1.0
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)  # type: ignore[no-any-return]


def _id_of_folder(folder: Path) -> str:
    """The folder's name with a hash of what is in it: another training is another model."""
    if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
        raise KnowledgeError(f"The folder {folder} holds no embedding model (no modules.json); {_ADVICE}")
    digest = hashlib.sha256()
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix != ".md" and f.name[0] != ".")
    for file in files:
        digest.update(f"{file.relative_to(folder)}\0".encode())
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return f"{folder.resolve().name}-{digest.hexdigest()[:8]}"


def _find(model: str) -> None:
    """Raises KnowledgeError unless the model is in the cache or the hub answers for it soon."""
    if model.startswith(("/", ".", "~")) or model.count("/") > 1 or "\\" in model:
        raise KnowledgeError(f"There is no folder {model} with an embedding model; {_ADVICE}")
    if _is_local(model):
        return
    import httpx
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

    try:
        HfApi().model_info(model, timeout=_NETWORK_SECONDS)
    except (HfHubHTTPError, HFValidationError) as error:
        raise KnowledgeError(
            f"The hub knows no embedding model “{model}”; check the name, or {_ADVICE}"
        ) from error
    except (httpx.HTTPError, OSError, OfflineModeIsEnabled) as error:
        raise KnowledgeError(
            f"The embedding model “{model}” is not on this machine, and huggingface.co cannot be reached; "
            f"connect to the network for the first start, or {_ADVICE}"
        ) from error


def _is_local(model: str) -> bool:
    """Is the model a folder, or in the hub's cache on this machine?"""
    if os.path.isdir(model):
        return True
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = [try_to_load_from_cache(model, name) for name in ("modules.json", "config.json")]
    except HFValidationError:
        return False
    return any(isinstance(path, str) for path in found)


def _library() -> Any:
    """sentence_transformers, told to be quiet: no telemetry, no progress bars, no advice."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import sentence_transformers
        from huggingface_hub.utils.tqdm import disable_progress_bars
        from transformers.utils import logging as transformers_logging
    disable_progress_bars()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    for name in ("sentence_transformers", "huggingface_hub"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return sentence_transformers
