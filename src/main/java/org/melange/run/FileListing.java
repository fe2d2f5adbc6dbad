package org.melange.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files that a manifest lists, with their lengths and SHA-256 sums. Readers ignore other files
 * of the directory.
 *
 * @param files in the order of their paths
 */
public record FileListing(List<ListedFile> files) implements Serializable {

  /**
   * Sorts the files.
   *
   * @throws IllegalArgumentException if a path is listed twice
   */
  public FileListing {
    files = files.stream().sorted(Comparator.comparing(ListedFile::path)).toList();
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i).path().equals(files.get(i - 1).path())) {
        throw new IllegalArgumentException(files.get(i).path() + " is listed twice");
      }
    }
  }

  /** Lists files of a local directory; {@code paths} are relative to it. */
  public static FileListing of(Path directory, List<String> paths) throws IOException {
    List<ListedFile> files = new ArrayList<>();
    for (String path : paths) {
      Path file = directory.resolve(path);
      files.add(new ListedFile(path, Files.size(file), sha256(file)));
    }
    return new FileListing(files);
  }

  /** The files below a directory, such as {@code names}. */
  public FileListing under(String directory) {
    return new FileListing(
        files.stream().filter(file -> file.path().startsWith(directory + "/")).toList());
  }

  /** The paths of all files. */
  public List<String> paths() {
    return files.stream().map(ListedFile::path).toList();
  }

  /** SHA-256 sums by path, in order. */
  public Map<String, String> sums() {
    Map<String, String> sums = new LinkedHashMap<>();
    files.forEach(file -> sums.put(file.path(), file.sha256()));
    return sums;
  }

  /** The length of all files together. */
  public long bytes() {
    return files.stream().mapToLong(ListedFile::bytes).sum();
  }

  /**
   * The fault of the first file that is missing or has another length.
   *
   * @param length of a file by its path; empty if there is no such file
   */
  public Optional<String> lengthFault(Function<String, Optional<Long>> length) {
    for (ListedFile file : files) {
      Optional<Long> found = length.apply(file.path());
      if (found.isEmpty()) {
        return Optional.of(file.path() + " does not exist");
      }
      if (found.get() != file.bytes()) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s has %d bytes, its manifest lists %d",
                file.path(),
                found.get(),
                file.bytes()));
      }
    }
    return Optional.empty();
  }

  /**
   * The fault of the first file with another SHA-256 sum.
   *
   * @param found the SHA-256 of each file, in the order of {@link #files}; null or empty if a file
   *     could not be read
   */
  public Optional<String> contentFault(List<String> found) {
    for (int i = 0; i < files.size(); i++) {
      if (!files.get(i).sha256().equals(found.get(i))) {
        return Optional.of(
            files.get(i).path() + " is not the file that its manifest lists: its SHA-256 differs");
      }
    }
    return Optional.empty();
  }

  /**
   * The fault of the first file of a local directory that is missing or changed. Lengths are
   * compared before contents.
   */
  public Optional<String> fault(Path directory) throws IOException {
    Optional<String> fault = localLengthFault(directory);
    if (fault.isPresent()) {
      return fault;
    }
    List<String> sums = new ArrayList<>();
    for (ListedFile file : files) {
      sums.add(sha256(directory.resolve(file.path())));
    }
    return contentFault(sums);
  }

  private Optional<String> localLengthFault(Path directory) {
    return lengthFault(
        path -> {
          Path file = directory.resolve(path);
          return Files.isRegularFile(file) ? Optional.of(file.toFile().length()) : Optional.empty();
        });
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Sha256.of(in);
    }
  }

  ArrayNode toJson() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ListedFile file : files) {
      array
          .addObject()
          .put("path", file.path())
          .put("bytes", file.bytes())
          .put("sha256", file.sha256());
    }
    return array;
  }

  /**
   * @throws IllegalArgumentException if an entry is not valid
   */
  static FileListing of(JsonNode array) {
    List<ListedFile> files = new ArrayList<>();
    for (JsonNode file : array) {
      files.add(
          new ListedFile(
              file.path("path").asText(),
              file.path("bytes").asLong(-1),
              file.path("sha256").asText()));
    }
    return new FileListing(files);
  }
}
