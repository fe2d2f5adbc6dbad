package org.melange.spark.kb;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.melange.config.TableSettings;
import org.melange.kb.index.SectionReader;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Sha256;
import org.melange.spark.io.DistributedFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.PathResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of a knowledge base, which executors map once for all their tasks: in place if it is on
 * a local file system, else as a copy in the machine's cache. A copy is fetched from the file
 * system or sent by the driver. Its files are compared with the listing; those in place were
 * compared when the knowledge base was opened.
 */
public final class IndexRef implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(IndexRef.class);

  private final String uri;
  private final FileListing listing;
  private final DistributedFiles source;

  private transient volatile EntityIndex loaded;

  /**
   * Refers to an index that executors read themselves.
   *
   * @param directory of the files; executors look where the driver looks
   * @param listing the files, by their names
   */
  IndexRef(String directory, FileListing listing) {
    this(
        directory,
        listing,
        DistributedFiles.shared(directory, listing.paths(), copyOf(listing), ""));
  }

  private IndexRef(String directory, FileListing listing, DistributedFiles source) {
    this.uri = PathResolver.absolute(directory);
    this.listing = listing;
    this.source = source;
  }

  /** The same index, which executors get in another way. */
  IndexRef distributed(SparkSession spark, TableSettings how) {
    return new IndexRef(
        uri, listing, DistributedFiles.of(spark, how, uri, listing.paths(), copyOf(listing)));
  }

  /** The name of a copy in the cache. */
  private static String copyOf(FileListing listing) {
    return "index-" + Sha256.of(listing.sums().toString()).substring(0, 32);
  }

  /** The index of this JVM. */
  public EntityIndex load() {
    EntityIndex index = loaded;
    if (index == null) {
      index = JvmSingletons.get("index " + key(), () -> new EntityIndex(files()));
      loaded = index;
    }
    return index;
  }

  /** The length of all files. */
  public long bytes() {
    return listing.bytes();
  }

  /** The files, by their names. */
  FileListing listing() {
    return listing;
  }

  /** The mapped files. */
  List<SectionReader> files() {
    return JvmSingletons.get("index files " + key(), this::map);
  }

  private String key() {
    return uri + " " + copyOf(listing) + " " + source.sent();
  }

  private List<SectionReader> map() {
    long start = System.nanoTime();
    try {
      Path directory = source.directory(this::check);
      List<SectionReader> files =
          listing.paths().stream().map(directory::resolve).map(SectionReader::map).toList();
      LOG.info(
          "Mapped {} files of the index {}: {} MB, in {} ms",
          files.size(),
          uri,
          listing.bytes() / 1_000_000,
          (System.nanoTime() - start) / 1_000_000);
      return files;
    } catch (IllegalArgumentException e) {
      throw damaged(e.getMessage());
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the index " + uri, e);
    }
  }

  private void check(Path copy) {
    try {
      listing
          .fault(copy)
          .ifPresent(
              fault -> {
                throw damaged(fault);
              });
    } catch (IOException e) {
      throw new UncheckedIOException("checking the copy of " + uri, e);
    }
  }

  private JobException damaged(String fault) {
    return JobException.input(
        "the index " + uri + " is damaged: " + fault + ": run jobs/import-kb again");
  }
}
