package org.melange.spark.features;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.melange.config.VerifySettings.Checksums;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A complete part of the feature store: its files are those that its manifest lists. Parts never
 * change, so each is checked once in a JVM.
 *
 * @param directory of the part
 * @param listing its files
 */
record FeaturePart(String directory, FileListing listing) {

  private static final Logger LOG = LoggerFactory.getLogger(FeaturePart.class);
  private static final String KIND = "feature-store-part";
  private static final String ASIDE = "damaged-";

  /** Completes a part whose rows are written. */
  static void seal(String directory, String runId) {
    FileListing listing = ListedFiles.of(directory, name -> true);
    OutputDirectory.finish(directory, new Manifest(KIND, runId, Map.of()).listing(listing));
  }

  /**
   * Opens a part; empty if it is damaged. A damaged part is renamed, so that no run reads it, and
   * logged; its contents are computed again.
   */
  static Optional<FeaturePart> open(String directory, Checksums checksums) {
    return JvmSingletons.get(
        "feature store part " + directory + " " + checksums, () -> checked(directory, checksums));
  }

  private static Optional<FeaturePart> checked(String directory, Checksums checksums) {
    Optional<String> manifest = OutputDirectory.read(directory, Manifest.FILE);
    if (manifest.isEmpty()) {
      return Optional.empty(); // another run has set it aside since
    }
    FileListing listing;
    try {
      listing = Manifest.parse(manifest.get(), directory, KIND).requireFiles(directory);
    } catch (JobException e) {
      setAside(directory, e.getMessage());
      return Optional.empty();
    }
    Optional<String> fault = ListedFiles.fault(directory, listing, checksums);
    fault.ifPresent(text -> setAside(directory, text));
    return fault.isEmpty() ? Optional.of(new FeaturePart(directory, listing)) : Optional.empty();
  }

  private static void setAside(String directory, String fault) {
    Path part = new Path(directory);
    Path aside = new Path(part.getParent(), ASIDE + part.getName());
    LOG.warn(
        "Part {} of the feature store is damaged: {}. Its contents are computed again.",
        directory,
        fault);
    try {
      if (HadoopFiles.fileSystem(part).rename(part, aside)) {
        LOG.warn("The damaged part was moved to {}; it may be deleted.", aside);
      } else {
        LOG.warn("The damaged part could not be moved to {}; this run does not read it.", aside);
      }
    } catch (IOException e) {
      LOG.warn("The damaged part could not be moved to {}: {}", aside, e.toString());
    }
  }

  /** The files in one of its directories. */
  List<String> files(String subdirectory) {
    return ListedFiles.within(directory, listing.under(subdirectory));
  }
}
