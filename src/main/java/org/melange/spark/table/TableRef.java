package org.melange.spark.table;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.row.EntityTable;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.MappedTable;
import org.melange.link.table.TableFiles;
import org.melange.spark.io.DistributedFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.PathResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An entity table that executors map once for all their tasks: in place if it is on a local file
 * system, else as a copy in the machine's cache.
 *
 * @param uri of its directory
 * @param files what its manifest says, as the driver read it
 * @param source where executors get its files from
 * @param maxBytes how much of it is mapped at once
 * @param checksums when the contents of its files are compared with its manifest
 */
public record TableRef(
    String uri, TableFiles files, DistributedFiles source, long maxBytes, Checksums checksums)
    implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(TableRef.class);

  /** Makes the directory absolute, so that executors look where the driver looked. */
  public TableRef {
    uri = PathResolver.absolute(uri);
  }

  /** The same table, whose contents are compared at other times. */
  public TableRef checked(Checksums when) {
    return new TableRef(uri, files, source, maxBytes, when);
  }

  /** The table of this JVM. */
  EntityTable load() {
    return load(nanos -> {});
  }

  /**
   * The table of this JVM.
   *
   * @param opened is called with the nanoseconds that fetching, checking and mapping took
   */
  public EntityTable load(LongConsumer opened) {
    return JvmSingletons.get(
        String.join(
            " ",
            "table",
            uri,
            files.version(),
            String.valueOf(source.sent()),
            String.valueOf(maxBytes),
            checksums.name()),
        () -> {
          long start = System.nanoTime();
          EntityTable table = open();
          long nanos = System.nanoTime() - start;
          opened.accept(nanos);
          LOG.info(
              "Mapped entity table {} version {}: {} entities, {} MB, precision {}, in {} ms",
              uri,
              files.version(),
              table.size(),
              (files.bytes() + files.graphBytes()) / 1_000_000,
              files.precision().code(),
              nanos / 1_000_000);
          return table;
        });
  }

  private EntityTable open() {
    Path directory = directory();
    ChecksumVerification.check(
        directory, files, source.cache().root(), checksums == Checksums.ALWAYS);
    return MappedTable.open(directory, files, maxBytes);
  }

  /** A copy is checked as files in place are. */
  private Path directory() {
    try {
      return source.directory(copy -> {});
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the entity table " + uri, e);
    }
  }
}
