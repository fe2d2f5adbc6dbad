package org.melange.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.WholeFile;

/**
 * The files of a model: {@code config.json}, {@code mmoe.safetensors}, CLIP under {@code clip/} as
 * Hugging Face lays it out, and a manifest with their SHA-256 sums.
 *
 * @param path the directory
 */
public record ModelFolder(Path path) {

  private static final String KIND = "model";
  private static final List<String> FILES =
      List.of(
          "config.json",
          "mmoe.safetensors",
          "clip/config.json",
          "clip/model.safetensors",
          "clip/tokenizer.json");

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

  /** Writes the manifest; to be called when all other files are there. */
  Manifest seal(Map<String, Object> facts) {
    Map<String, String> sums = sums();
    Map<String, Object> all = new TreeMap<>(facts);
    all.put("sha256", sums);
    Manifest manifest = new Manifest(KIND, version(sums), all);
    try {
      WholeFile.write(path.resolve(Manifest.FILE), manifest.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException("writing the manifest of " + path, e);
    }
    return manifest;
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
      throw JobException.input(path + " is no model: it has no " + Manifest.FILE);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the manifest of " + path, e);
    }
  }

  /**
   * Checks every file against the manifest.
   *
   * @throws JobException naming the first file that is missing or was changed
   */
  Manifest verified() {
    Manifest manifest = manifest();
    Map<?, ?> expected = manifest.facts().get("sha256") instanceof Map<?, ?> m ? m : Map.of();
    sums()
        .forEach(
            (file, sum) -> {
              if (!sum.equals(expected.get(file))) {
                throw JobException.input(
                    path.resolve(file)
                        + " is not the file that the model's manifest names: it was"
                        + " changed or damaged");
              }
            });
    return manifest;
  }

  private Map<String, String> sums() {
    Map<String, String> sums = new TreeMap<>();
    FILES.forEach(file -> sums.put(file, sha256(path.resolve(file))));
    return sums;
  }

  private static String version(Map<String, String> sums) {
    return HexFormat.of()
        .formatHex(
            digest().digest(sums.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            0,
            8);
  }

  private static String sha256(Path file) {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchFileException e) {
      throw JobException.input("the model has no " + file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
