package org.melange.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.melange.config.LocalFolders;
import org.melange.link.EntityTable;
import org.melange.link.table.MappedTable;
import org.melange.link.table.TableFiles;
import org.melange.link.table.Verification;
import org.melange.run.JobException;

/**
 * An entity table by name, to be had on an executor: one copy for all its tasks, mapped where it
 * lies, or from the machine's cache where it lies on another file system.
 *
 * @param uri its folder
 * @param version what its manifest must say
 * @param cache {@code link.table.cache}
 */
record TableRef(String uri, String version, String cache) implements Serializable {

  private static final long CACHE_BYTES = 64L << 30;

  /** Makes the folder absolute, so that executors look where the driver looked. */
  TableRef {
    uri = Locations.absolute(uri);
  }

  /** The table of this JVM. */
  EntityTable load() {
    return PerJvm.get("table " + uri + " " + version, this::open);
  }

  private EntityTable open() {
    TableFiles files = EntityTables.files(uri);
    if (!files.version().equals(version)) {
      throw JobException.input(
          "entity table "
              + uri
              + " is version "
              + files.version()
              + " here, "
              + version
              + " on the driver: it was replaced during the run, or lies elsewhere on this machine");
    }
    NodeCache node = NodeCache.at(LocalFolders.cache(cache));
    Path folder = local(files, node);
    Verification.check(folder, files, node.root());
    return MappedTable.open(folder, files);
  }

  private Path local(TableFiles files, NodeCache node) {
    String segments = uri + "/" + TableFiles.FOLDER;
    try {
      return HadoopFiles.local(segments)
          .orElseGet(
              () ->
                  node.folder(
                      "table-" + version,
                      CACHE_BYTES,
                      to ->
                          files
                              .segments()
                              .forEach(
                                  file -> HadoopFiles.fetch(segments + "/" + file.name(), to))));
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the entity table " + uri, e);
    }
  }
}
