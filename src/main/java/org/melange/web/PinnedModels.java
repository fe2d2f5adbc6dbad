package org.melange.web;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Models with a pinned revision and checksums, so that the hub need not be trusted. */
public final class PinnedModels {

  /** OpenAI's CLIP ViT-B/32, which the paper uses. */
  public static final String VIT_B32 = "openai/clip-vit-base-patch32";

  private static final Map<String, Hub.Listing> PINNED =
      Map.of(
          VIT_B32,
          listing(
              "3d74acf9a28c67741b2f4f2ea7635f0aaf6f0268",
              file(
                  "config.json",
                  "b575ef3c36f2a057fa19e221650105052d61cc9c1a972ec15019c6261ec98770"),
              file(
                  "tokenizer.json",
                  "b556ac8c99757ffb677208af34bc8c6721572114111a6e0aaf5fa69ff0b8d842"),
              file(
                  "pytorch_model.bin",
                  "a63082132ba4f97a80bea76823f544493bffa8082296d62d71581a4feff1576f")));

  private PinnedModels() {}

  /** The listing of {@code model}, if it is pinned. */
  public static Optional<Hub.Listing> of(String model) {
    return Optional.ofNullable(PINNED.get(model));
  }

  private static Hub.Listing listing(String commit, PublishedFile... files) {
    return new Hub.Listing(
        commit, Stream.of(files).collect(Collectors.toMap(PublishedFile::name, file -> file)));
  }

  private static PublishedFile file(String name, String sha256) {
    return new PublishedFile(name, -1, Optional.of(Checksum.sha256(sha256)));
  }
}
