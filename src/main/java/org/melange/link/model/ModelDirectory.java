package org.melange.link.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Sha256;
import org.melange.run.WholeFile;

/**
 * The files of a model: {@code config.json}, {@code mmoe.safetensors} unless it is zero-shot, CLIP
 * under {@code clip/} as Hugging Face lays it out, and a manifest that lists them with their
 * lengths and SHA-256 sums. Immutable.
 *
 * @param path the directory
 */
public record ModelDirectory(Path path) {

  private static final String KIND = "model";
  private static final List<String> FILES =
      List.of(
          "config.json",
          "mmoe.safetensors",
          "clip/config.json",
          "clip/model.safetensors",
          "clip/tokenizer.json");

  /** Those of a zero-shot model. */
  private static final List<String> WITHOUT_MATCHER =
      FILES.stream().filter(file -> !file.equals(FILES.get(1))).toList();

  Path config() {
    return path.resolve(FILES.get(0));
  }

  Path matcherWeights() {
    return path.resolve(FILES.get(1));
  }

  Path clip() {
    return path.resolve("clip");
  }

  Path tokenizer() {
    return path.resolve(FILES.get(4));
  }

  /**
   * Writes the manifest; call it when all other files exist.
   *
   * @param matcher whether the model has one
   */
  Manifest seal(boolean matcher, Map<String, Object> facts) {
    try {
      FileListing listing = FileListing.of(path, matcher ? FILES : WITHOUT_MATCHER);
      Manifest manifest = new Manifest(KIND, version(listing), facts).listing(listing);
      WholeFile.write(path.resolve(Manifest.FILE), manifest.toJson());
      return manifest;
    } catch (IOException e) {
      throw new UncheckedIOException("writing the manifest of " + path, e);
    }
  }

  /**
   * The manifest.
   *
   * @throws JobException if the directory holds no finished model
   */
  public Manifest manifest() {
    try {
      return Manifest.parse(Files.readString(path.resolve(Manifest.FILE)), path.toString(), KIND);
    } catch (NoSuchFileException e) {
      throw JobException.input(path + " is not a model: it has no " + Manifest.FILE);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the manifest of " + path, e);
    }
  }

  /**
   * The files that a manifest of a model lists.
   *
   * @param where the directory, for messages
   * @throws JobException if it does not list exactly those that a model consists of, or its version
   *     is not that of these files
   */
  public static FileListing listing(Manifest manifest, String where) {
    FileListing listing = manifest.requireFiles(where);
    if (!(lists(listing, FILES) || lists(listing, WITHOUT_MATCHER))
        || !version(listing).equals(manifest.version())) {
      throw manifest.damaged(
          where, Manifest.FILE + " does not list the files of version " + manifest.version());
    }
    return listing;
  }

  private static boolean lists(FileListing listing, List<String> files) {
    return listing.paths().equals(files.stream().sorted().toList());
  }

  /**
   * Checks every file against the manifest.
   *
   * @throws JobException naming the first file that is missing or was changed
   */
  Manifest verified() {
    Manifest manifest = manifest();
    FileListing listing = listing(manifest, path.toString());
    try {
      Optional<String> fault = listing.fault(path);
      if (fault.isPresent()) {
        throw manifest.damaged(path.toString(), fault.get());
      }
      return manifest;
    } catch (IOException e) {
      throw new UncheckedIOException("reading the model " + path, e);
    }
  }

  private static String version(FileListing listing) {
    return Sha256.of(listing.sums().toString()).substring(0, 16);
  }
}
