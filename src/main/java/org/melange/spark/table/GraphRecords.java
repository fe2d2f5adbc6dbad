package org.melange.spark.table;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.table.TableFiles;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which graphs of an unfinished index are written. A graph is recorded by the contents of its
 * segments, as the manifest of a table of these segments and the graph.
 */
final class GraphRecords implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(GraphRecords.class);
  private static final long serialVersionUID = 1L;

  private final String directory;

  /**
   * @param directory of the table
   */
  GraphRecords(String directory) {
    this.directory = directory;
  }

  /** Records that the graph of some segments is written. */
  void add(TableFiles part, TableFiles.Graph graph) {
    OutputDirectory.write(
        path(), name(part), part.indexedBy(List.of(graph)).versioned().manifest().toJson());
  }

  /**
   * The graph of some segments, unless it is not recorded, missing or damaged.
   *
   * @param checksums when its contents are compared with what was written
   */
  Optional<TableFiles.Graph> find(TableFiles part, Checksums checksums) {
    try {
      Optional<TableFiles> recorded =
          OutputDirectory.read(path(), name(part))
              .map(text -> Manifest.parse(text, path(), TableFiles.KIND))
              .map(manifest -> TableFiles.of(manifest, directory));
      return recorded
          .filter(files -> isWhole(files, checksums))
          .flatMap(files -> files.graphs().stream().findFirst());
    } catch (JobException e) {
      LOG.warn("A graph is built again: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isWhole(TableFiles recorded, Checksums checksums) {
    TableFiles graph = recorded.part(0, 0).indexedBy(recorded.graphs());
    Optional<String> fault = ListedFiles.fault(directory, graph.listing(), checksums);
    fault.ifPresent(text -> LOG.warn("A graph is built again: {}", text));
    return fault.isEmpty();
  }

  private String path() {
    return OutputDirectory.draft(directory) + "/graphs";
  }

  private static String name(TableFiles part) {
    return part.sum() + ".json";
  }
}
