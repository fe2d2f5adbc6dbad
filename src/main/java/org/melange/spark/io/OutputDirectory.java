package org.melange.spark.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.WholeFile;

/** Output directories of jobs. A run is complete when the manifest is written. */
public final class OutputDirectory {

  private static final String DRAFT = "_draft";

  private static final Set<String> OURS =
      Set.of(
          "entities",
          "names",
          "index",
          "rows",
          "segments",
          "links",
          "descriptions",
          "quarantine",
          "clip",
          "config.json",
          "mmoe.safetensors",
          "report.html",
          "label-images",
          "labels_train.json",
          "labels_dev.json",
          "labels_test.json",
          "qid2id.json",
          "ranks",
          "training",
          "confidences",
          "calibration.json",
          "calibration.md",
          "calibration.html",
          "precision-coverage.csv",
          "precision-coverage.svg",
          "reliability.csv",
          "reliability.svg",
          "features",
          "evaluation.md",
          "evaluation.html",
          "evaluation.json",
          "classes",
          "proposals",
          "proposals.html",
          "quickstatements.txt",
          "wikibase.json",
          "changes",
          DRAFT,
          Manifest.FILE);

  /** What jobs write and keep for later runs. */
  private static final Set<String> KEPT = Set.of("extract");

  private OutputDirectory() {}

  /**
   * The subdirectory for intermediate data of a job. {@link #discardDraft} and {@link #clear}
   * delete it.
   */
  public static String draft(String directory) {
    return directory + "/" + DRAFT;
  }

  /** Deletes {@link #draft}. */
  public static void discardDraft(String directory) {
    HadoopFiles.delete(draft(directory));
  }

  /**
   * The local subdirectory {@code name} of {@code directory}, for data that is kept between runs.
   *
   * @throws JobException if {@code directory} is not local
   */
  public static java.nio.file.Path localDirectory(String directory, String name) {
    try {
      java.nio.file.Path local =
          HadoopFiles.local(directory)
              .orElseThrow(() -> JobException.usage(directory + " must be a local directory"))
              .resolve(name);
      return java.nio.file.Files.createDirectories(local);
    } catch (IOException e) {
      throw HadoopFiles.failure("creating " + directory + "/" + name, e);
    }
  }

  /** Whether a run finished: the manifest exists and is neither empty nor truncated. */
  public static boolean finished(String directory) {
    return read(directory, Manifest.FILE).filter(Manifest::isWhole).isPresent();
  }

  /**
   * Makes sure that the output directory is not an input, because clearing it would delete the
   * input.
   *
   * @param inputs directories
   * @throws JobException if one of them is {@code directory}
   */
  public static void requireApart(String directory, String... inputs) {
    for (String input : inputs) {
      if (PathResolver.absolute(input).equals(PathResolver.absolute(directory))) {
        throw JobException.usage(
            directory
                + " is an input of this job, and the output would replace it: name another"
                + " directory");
      }
    }
  }

  /**
   * Makes sure that neither of two directories is inside the other, because clearing the output
   * would delete a part of the input.
   *
   * @throws JobException if one is
   */
  public static void requireOutside(String directory, String input) {
    String a = PathResolver.absolute(directory) + "/";
    String b = PathResolver.absolute(input) + "/";
    if (a.startsWith(b) || b.startsWith(a)) {
      throw JobException.usage(
          directory + " is inside " + input + " or contains it: name another directory");
    }
  }

  /**
   * Makes sure that a directory is not a links table and that its {@code links} is none, because
   * clearing the output would delete it.
   *
   * @throws JobException if it is
   */
  public static void requireNoTable(String directory) {
    for (String table : new String[] {directory, directory + "/links"}) {
      if (HadoopFiles.exists(table + "/links/_delta_log")) {
        throw JobException.usage(
            table + " is a links table: name another directory, or give it to --into");
      }
    }
  }

  /** Whether the directory contains files that no job writes. */
  public static boolean foreign(String directory) {
    try {
      Path path = new Path(directory);
      FileSystem fs = HadoopFiles.fileSystem(path);
      return fs.exists(path)
          && Arrays.stream(fs.listStatus(path))
              .map(FileStatus::getPath)
              .map(Path::getName)
              .anyMatch(name -> !OURS.contains(name) && !KEPT.contains(name) && !temporary(name));
    } catch (IOException e) {
      throw HadoopFiles.failure("listing " + directory, e);
    }
  }

  /** Whether a file is temporary. */
  private static boolean temporary(String name) {
    return name.equals(Leases.DIRECTORY) || WholeFile.isDraft(name) || name.endsWith(".crc");
  }

  /**
   * Deletes the output of jobs. The manifest is deleted first, so that a partly deleted directory
   * is not taken for a complete one.
   *
   * @throws JobException if another process may write to the directory
   */
  public static void clear(String directory) {
    OutputLease.require(directory);
    HadoopFiles.delete(directory + "/" + Manifest.FILE);
    OURS.forEach(name -> HadoopFiles.delete(directory + "/" + name));
    HadoopFiles.names(directory).stream()
        .filter(WholeFile::isDraft)
        .forEach(name -> HadoopFiles.delete(directory + "/" + name));
  }

  /** Writes a small text file atomically. */
  public static void write(String directory, String name, String text) {
    HadoopFiles.write(directory + "/" + name, text);
  }

  /** Reads a small text file; empty if it does not exist. */
  public static Optional<String> read(String directory, String name) {
    try {
      return Optional.of(HadoopFiles.read(directory + "/" + name));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + directory + "/" + name, e);
    }
  }

  /**
   * Writes the manifest, which completes the run.
   *
   * @param manifest a list of the files that jobs wrote is added unless it has one
   * @return the manifest with that list
   * @throws JobException if another process may write to the directory
   */
  public static Manifest finish(String directory, Manifest manifest) {
    OutputLease.require(directory);
    Manifest listing = listing(directory, manifest);
    HadoopFiles.write(directory + "/" + Manifest.FILE, listing.toJson());
    return listing;
  }

  private static Manifest listing(String directory, Manifest manifest) {
    return manifest.files().isPresent()
        ? manifest
        : manifest.listing(ListedFiles.of(directory, OURS::contains));
  }
}
