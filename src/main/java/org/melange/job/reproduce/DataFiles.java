package org.melange.job.reproduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.melange.corpus.MimicPostParser;

/**
 * Where the files of a published data set are.
 *
 * @param directory of the JSON files
 * @param kbImages directory of the images of entities
 * @param mentionImages directory of the images of mentions
 */
record DataFiles(Path directory, Path kbImages, Path mentionImages) {

  /** The entities. */
  Path kb() {
    return directory.resolve("kb_entity.json");
  }

  /** The numbers of the entities, which determine their order in the released code. */
  Path numbers() {
    return directory.resolve("qid2id.json");
  }

  /** The files of a split, sorted. */
  List<Path> split(String name) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(directory, "*_" + name + ".json")) {
        found.forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException("listing " + directory, e);
      }
    }
    return files.stream().sorted().toList();
  }

  /** Whether the image of an entity is there. */
  boolean hasKbImage(String uri) {
    return Files.isRegularFile(kbImages.resolve(uri));
  }

  /** Whether the image of a mention is there, under its own or its released name. */
  boolean hasMentionImage(String uri) {
    return Files.isRegularFile(mentionImages.resolve(uri))
        || Files.isRegularFile(mentionImages.resolve(MimicPostParser.releasedImage(uri)));
  }

  /** The sizes of the JSON files by name. */
  SortedMap<String, Long> sizes() {
    SortedMap<String, Long> sizes = new TreeMap<>();
    List<Path> files = new ArrayList<>(List.of(kb()));
    PublishedSet.SPLITS.forEach(split -> files.addAll(split(split)));
    for (Path file : files) {
      try {
        sizes.put(file.getFileName().toString(), Files.size(file));
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + file, e);
      }
    }
    return sizes;
  }
}
