package org.melange.spark.table;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.melange.config.LocalFolders;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.row.EntityTable;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.MappedTable;
import org.melange.link.table.TableFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.LocalDiskCache;
import org.melange.spark.io.PathResolver;
import org.melange.spark.io.SentFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An entity table that executors map once for all their tasks: in place if it is on a local file
 * system, else as a copy in the machine's cache.
 *
 * @param uri of its directory
 * @param files what its manifest says, as the driver read it
 * @param sent its files, sent by the driver; null where executors read the files themselves
 * @param cache {@code link.table.cache-dir}
 * @param maxBytes how much of it is mapped at once
 * @param checksums when the contents of its files are compared with its manifest
 */
public record TableRef(
    String uri, TableFiles files, SentFiles sent, String cache, long maxBytes, Checksums checksums)
    implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(TableRef.class);

  /** Makes the directory absolute, so that executors look where the driver looked. */
  public TableRef {
    uri = PathResolver.absolute(uri);
  }

  /** The same table, whose contents are compared at other times. */
  public TableRef checked(Checksums when) {
    return new TableRef(uri, files, sent, cache, maxBytes, when);
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
            String.valueOf(sent == null),
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
    LocalDiskCache node = LocalDiskCache.at(LocalFolders.cache(cache));
    Path directory = directory(node);
    ChecksumVerification.check(directory, files, node.root(), checksums == Checksums.ALWAYS);
    return MappedTable.open(directory, files, maxBytes);
  }

  private Path directory(LocalDiskCache node) {
    if (sent != null) {
      return node.directory("table-" + files.version(), sent::write);
    }
    String segments = uri + "/" + TableFiles.FOLDER;
    try {
      return HadoopFiles.local(segments)
          .orElseGet(
              () ->
                  node.directory(
                      "table-" + files.version(),
                      to -> names().forEach(name -> HadoopFiles.fetch(segments + "/" + name, to))));
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the entity table " + uri, e);
    }
  }

  private List<String> names() {
    return files.names();
  }
}
