"""Building: only what changed is encoded again, the same sources give the same index."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder

import index.build
from corpus.catalogue import Catalogue, Source
from corpus.read import UnreadableFile
from corpus.types import Edition
from index.build import Built, _kept, build, is_current
from index.encode import DIMENSION, SHA256, EncoderError, OnnxEncoder, TorchEncoder, check_weights, model_folder, token_counter
from index.hybrid import HybridIndex
from index.late import Projection
from index.store import IndexMissing, Store


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    encoder = FakeEncoder()
    monkeypatch.setattr(index.build, "TorchEncoder", lambda: encoder)
    return encoder


@pytest.fixture
def sources(catalogue: Catalogue, tmp_path: Path) -> tuple[Source, ...]:
    """Two documents of two sections, so of two passages, each."""
    return tuple(source(catalogue, n, tmp_path / "texts", "The board met its target.", "The board missed its target.") for n in (0, 1))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def source(catalogue: Catalogue, number: int, folder: Path, *findings: str) -> Source:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}.md"
    path.write_text("# Title\n" + "".join(f"\n## Section {n}\n\n- {finding}\n" for n, finding in enumerate(findings)), encoding="utf-8")
    return Source(catalogue.entries[number], Edition.DIGEST, path)


def snapshot(home: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in home.rglob("*") if path.name != "build.lock"}


def whats(built: Built) -> list[str]:
    return [change.what for change in built.changes]


def test_the_first_build_encodes_all(sources: tuple[Source, ...], store: Store, counting: FakeEncoder) -> None:
    built = build(sources, store)
    assert (built.encoded, len(counting.encoded), counting.exported) == (4, 4, 1)
    assert whats(built) == ["added", "added"]
    assert built.manifest == store.manifest()
    assert [record.document for record in built.manifest.sources] == [s.entry.id for s in sources]
    assert built.manifest.sources[0].sha256 == hashlib.sha256(sources[0].path.read_bytes()).hexdigest()


@pytest.mark.usefixtures("counting")
def test_without_a_change_nothing_is_written(sources: tuple[Source, ...], store: Store) -> None:
    first = build(sources, store)
    before = snapshot(store.home)
    again = build(sources, store)
    assert (again.encoded, whats(again), again.manifest) == (0, ["unchanged", "unchanged"], first.manifest)
    assert snapshot(store.home) == before


def test_a_build_without_a_change_does_not_load_the_encoder(sources: tuple[Source, ...], store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(index.build, "TorchEncoder", FakeEncoder)
        build(sources, store)

    def refuse() -> None:
        raise AssertionError("the encoder was loaded")

    monkeypatch.setattr(index.build, "TorchEncoder", refuse)
    assert build(sources, store).encoded == 0
    assert is_current(sources, store)
    assert build(sources[:1], store).encoded == 0


def test_only_the_changed_passage_is_encoded_again(
    catalogue: Catalogue, sources: tuple[Source, ...], store: Store, counting: FakeEncoder, tmp_path: Path
) -> None:
    build(sources, store)
    counting.encoded = []
    changed = source(catalogue, 1, tmp_path / "texts", "The board met its target.", "The board nearly met its target.")
    assert not is_current((sources[0], changed), store)
    built = build((sources[0], changed), store)
    assert built.encoded == 1
    assert [text.splitlines()[-1] for text in counting.encoded] == ["The board nearly met its target."]
    assert whats(built) == ["unchanged", "updated"]
    assert counting.exported == 1
    assert is_current((sources[0], changed), store)


def test_kept_vectors_stay_with_their_passages(catalogue: Catalogue, sources: tuple[Source, ...], store: Store, tmp_path: Path, counting: FakeEncoder) -> None:
    build(sources, store)
    changed = source(catalogue, 0, tmp_path / "texts", "A new finding comes first.", "The board met its target.", "The board missed its target.")
    build((changed, sources[1]), store)
    fresh = Store(tmp_path / "fresh")
    build((changed, sources[1]), fresh)
    for name in ("vectors", "sentences", "tokens", "token_starts"):
        assert np.array_equal(np.load(getattr(store.current(), name)), np.load(getattr(fresh.current(), name)))
    assert store.manifest().hash == fresh.manifest().hash


@pytest.mark.usefixtures("counting")
def test_a_document_taken_out_is_gone(sources: tuple[Source, ...], store: Store) -> None:
    build(sources, store)
    built = build(sources[:1], store)
    assert (built.encoded, whats(built)) == (0, ["unchanged", "removed"])
    loaded = store.load()
    assert [document.id for document in loaded.documents] == [sources[0].entry.id]
    assert {passage.document for passage in loaded.passages} == {sources[0].entry.id}


@pytest.mark.usefixtures("counting")
def test_another_edition_is_told_and_encoded(sources: tuple[Source, ...], catalogue: Catalogue, store: Store, tmp_path: Path) -> None:
    article = source(catalogue, 2, tmp_path / "texts", "The board met its target.")
    original = replace(article, edition=Edition.ORIGINAL, path=tmp_path / "original.txt")
    original.path.write_text("The boards went at different speeds.\n", encoding="utf-8")
    build([article], store)
    built = build([original], store)
    assert whats(built) == ["original added"]
    assert built.encoded == built.manifest.passages
    assert store.load().documents[0].edition is Edition.ORIGINAL
    assert whats(build([article], store)) == ["back to the digest"]


def test_force_builds_anew(sources: tuple[Source, ...], store: Store, counting: FakeEncoder) -> None:
    first = build(sources, store)
    counting.encoded = []
    built = build(sources, store, force=True)
    assert (built.encoded, len(counting.encoded)) == (4, 4)
    assert built.manifest == first.manifest


def test_a_change_of_the_recipe_builds_anew_but_keeps_the_vectors(
    sources: tuple[Source, ...], store: Store, counting: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(sources, store)
    counting.encoded = []
    monkeypatch.setattr(index.build, "recipe", lambda: "another")
    assert not is_current(sources, store)
    built = build(sources, store)
    assert (built.encoded, counting.encoded) == (0, [])
    assert built.manifest.hash != first.manifest.hash
    assert is_current(sources, store)


def test_a_change_of_the_version_builds_anew(sources: tuple[Source, ...], store: Store, counting: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    build(sources, store)
    monkeypatch.setattr(index.build, "_version", lambda: "99")
    assert not is_current(sources, store)
    assert build(sources, store).manifest.version == "99"


@pytest.mark.parametrize("name", ["graph", "tokenizer"])
def test_a_missing_export_is_made_again(sources: tuple[Source, ...], store: Store, counting: FakeEncoder, name: str) -> None:
    build(sources, store)
    getattr(store, name).unlink()
    built = build(sources, store)
    assert (counting.exported, built.encoded) == (2, 4)
    assert store.load().documents


def test_a_broken_index_is_encoded_anew(sources: tuple[Source, ...], store: Store, counting: FakeEncoder) -> None:
    build(sources, store)
    store.current().manifest.write_text("{")
    built = build(sources, store)
    assert built.encoded == 4
    assert store.load().hash == built.manifest.hash


@pytest.mark.usefixtures("counting")
def test_the_same_sources_give_the_same_hash_in_two_homes(catalogue: Catalogue, tmp_path: Path) -> None:
    hashes = set()
    for name in ("here", "there"):
        made = Store(tmp_path / name)
        same = [source(catalogue, n, tmp_path / f"texts of {name}", "The board met its target.") for n in (0, 1)]
        hashes.add(build(same, made).manifest.hash)
    assert len(hashes) == 1
    other = [source(catalogue, n, tmp_path / "other texts", "The board met its targets.") for n in (0, 1)]
    assert build(other, Store(tmp_path / "other")).manifest.hash not in hashes


def test_progress_is_told_in_steps_to_the_end(sources: tuple[Source, ...], store: Store, counting: FakeEncoder) -> None:
    told: list[tuple[str, int, int]] = []
    build(sources, store, told=lambda *row: told.append(row))
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["reading", "loading the encoder", "saving"]
    for step in ("reading", "loading the encoder", "saving"):
        done = [(n, total) for name, n, total in told if name == step]
        assert done[-1][0] == done[-1][1]
        assert done == sorted(done)


@pytest.mark.usefixtures("counting")
def test_a_source_that_cannot_be_read_leaves_the_index_as_it_was(sources: tuple[Source, ...], store: Store) -> None:
    before = build(sources, store).manifest
    sources[1].path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UnreadableFile):
        build(sources, store)
    sources[1].path.unlink()
    with pytest.raises(UnreadableFile):
        build(sources, store)
    assert store.load().hash == before.hash


def test_no_index_is_not_current(sources: tuple[Source, ...], store: Store) -> None:
    with pytest.raises(IndexMissing):
        is_current(sources, store)
    assert not store.home.exists()


def test_the_weights_are_held_against_their_hash(tmp_path: Path) -> None:
    check_weights(model_folder())
    with pytest.raises(EncoderError, match="cannot be read"):
        check_weights(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(EncoderError, match=f"expected {SHA256[:12]}"):
        check_weights(tmp_path)


def test_tokens_are_counted_beyond_the_cut() -> None:
    count = token_counter(model_folder() / "tokenizer.json")
    assert (count(""), count("the board")) == (0, 2)
    assert count("board " * 400) == 400


# the real encoder

LINES = (
    "",
    "?",
    "Devon",
    "How did Devon do on finance in 2024/25?",
    "What share of leaders were confident?",
    "£120bn was spent, and 78.5% of it well.",
    "The Isles of Scilly",
    "Which boards met the 4-hour target?",
    "naïve café – “quoted”",
    "日本語の質問",
    "word " * 100,
    "word " * 600,
    "A\nB\tC",
    "ICB ICS NHS",
    "compare Kent and Medway with Sussex",
    "dentistry",
    "Emergency admissions of children rose while beds did not.",
    "x" * 300,
    "12345 67890",
    "Who chairs the partnership?",
)


@pytest.fixture(scope="module")
def torch_encoder() -> TorchEncoder:
    return TorchEncoder()


def test_onnx_vectors_are_those_of_sentence_transformers(torch_encoder: TorchEncoder, digest_index: HybridIndex, shared_home: Path) -> None:
    store = Store(shared_home, "eval-digest")
    assert len(LINES) == 20
    ours, theirs = OnnxEncoder(store.graph, store.tokenizer).encode(LINES), torch_encoder.encode(LINES)
    assert ours.shape == theirs.shape == (20, DIMENSION)
    assert ours.dtype == np.float32
    assert np.abs(ours - theirs).max() < 1e-5
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


def test_onnx_tokens_are_those_of_sentence_transformers(torch_encoder: TorchEncoder, digest_index: HybridIndex, shared_home: Path) -> None:
    store = Store(shared_home, "eval-digest")
    both = zip(OnnxEncoder(store.graph, store.tokenizer).encode_tokens(LINES), torch_encoder.encode_tokens(LINES), strict=True)
    for line, (ours, theirs) in zip(LINES, both, strict=True):
        assert ours.spans == theirs.spans
        assert ours.vectors.shape == (len(ours.spans), DIMENSION)
        assert np.abs(ours.vectors - theirs.vectors).max() < 1e-4
        assert np.abs(ours.mean - torch_encoder.encode([line])[0]).max() < 1e-5
        assert ours.words(line) == theirs.words(line)
        assert {ours.words(line)[0], ours.words(line)[-1]} == {""}


def test_a_piece_of_a_word_knows_the_whole_word(digest_index: HybridIndex) -> None:
    text = "Was counterproductiveness seen, or not-so-good work?"
    (tokens,) = digest_index.encoder.encode_tokens([text])
    assert len(tokens.spans) > len(text.split()) + 2
    assert set(tokens.words(text)) >= {"", "Was", "counterproductiveness", "seen", "not", "so", "good", "work"}


def test_a_text_has_the_same_vector_alone_and_among_others(digest_index: HybridIndex) -> None:
    together = digest_index.encoder.encode(LINES)
    for number in (1, 3, 10, 15):
        assert np.abs(digest_index.encoder.encode([LINES[number]])[0] - together[number]).max() < 1e-5
    assert digest_index.encoder.encode([]).shape == (0, DIMENSION)


def test_the_index_holds_the_vectors_that_a_question_is_compared_with(digest_index: HybridIndex) -> None:
    passage = digest_index.passages[10]
    vector = digest_index.encode(f"{digest_index.context_of(passage)}\n{passage.text}")
    assert digest_index.dense.similarities(vector, np.array([10]))[0] == pytest.approx(1, abs=1e-4)


def test_a_span_is_encoded_in_the_light_of_its_text(torch_encoder: TorchEncoder) -> None:
    text = "Devon overspent. It was told to recover."
    encoded = torch_encoder.encode_parts([text, "Alone."], [[(0, 16), (17, 40)], [(0, 6)]])
    whole, parts = encoded.texts, encoded.spans
    assert (whole.shape, parts.shape) == ((2, DIMENSION), (3, DIMENSION))
    assert np.abs(whole - torch_encoder.encode([text, "Alone."])).max() < 1e-5
    alone = torch_encoder.encode(["It was told to recover."])[0]
    of_devon = torch_encoder.encode(["Devon"])[0]
    assert float(parts[1] @ of_devon) > float(alone @ of_devon) + 0.05
    assert np.allclose(np.linalg.norm(parts, axis=1), 1, atol=1e-5)


def test_a_span_beyond_the_encoders_reach_has_its_texts_vector(torch_encoder: TorchEncoder) -> None:
    text = "word " * 600
    encoded = torch_encoder.encode_parts([text], [[(0, 50), (2900, 2999)]])
    whole, parts = encoded.texts, encoded.spans
    assert np.array_equal(parts[1], whole[0])
    assert not np.array_equal(parts[0], whole[0])
    assert [len(rows) for rows in encoded.tokens] == [10, 1]


def test_the_real_encoder_gives_the_same_index_in_two_homes(
    torch_encoder: TorchEncoder, sources: tuple[Source, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.build, "TorchEncoder", lambda: torch_encoder)
    first, second = (build(sources, Store(tmp_path / name)).manifest for name in ("here", "there"))
    assert first.files == second.files
    assert first.hash == second.hash


@pytest.mark.usefixtures("digest_index")
def test_the_real_encoder_is_not_asked_twice_for_the_same(
    torch_encoder: TorchEncoder, sources: tuple[Source, ...], store: Store, shared_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.build, "TorchEncoder", lambda: torch_encoder)
    shutil.copytree(Store(shared_home).encoder, store.encoder)
    build(sources[:1], store)
    built = build(sources, store)
    assert (built.encoded, built.manifest.passages) == (2, 4)
    assert store.load().search("Which board missed its target?", k=1)[0].passage in (1, 3)


def test_vectors_are_not_kept_where_tokens_are_projected_otherwise(digest_index: HybridIndex, shared_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(shared_home, "eval-digest")
    assert len(_kept(store)) == len(digest_index.passages)
    ours = Projection.load()
    monkeypatch.setattr("index.build.Projection.load", lambda: Projection(ours.matrix[:, ::-1].copy(), ours.gate, ours.bias))
    assert _kept(store) == {}
