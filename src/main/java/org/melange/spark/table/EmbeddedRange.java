package org.melange.spark.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.melange.link.table.TableFiles;
import org.melange.run.Manifest;

/**
 * A range of an entity table whose segments are written.
 *
 * @param files its segments
 * @param embedded entities whose rows were computed; the others were taken from an earlier table
 * @param images the number of embedded entities by {@code image_status}
 */
record EmbeddedRange(TableFiles files, long embedded, Map<String, Long> images) {

  private static final String EMBEDDED = "embedded";
  private static final String IMAGES = "image_status";

  /** The manifest of a table of these segments alone. */
  Manifest manifest() {
    Manifest table = files.manifest();
    Map<String, Object> facts = new LinkedHashMap<>(table.facts());
    facts.put(EMBEDDED, embedded);
    facts.put(IMAGES, new TreeMap<>(images));
    return new Manifest(table.kind(), table.version(), facts, table.files());
  }

  /**
   * Reads a manifest.
   *
   * @param directory for messages
   * @throws org.melange.run.JobException if it is damaged
   */
  static EmbeddedRange of(Manifest manifest, String directory) {
    Map<String, Long> images = new TreeMap<>();
    ((Map<?, ?>) manifest.facts().get(IMAGES))
        .forEach((status, count) -> images.put((String) status, ((Number) count).longValue()));
    return new EmbeddedRange(
        TableFiles.of(manifest, directory),
        ((Number) manifest.facts().get(EMBEDDED)).longValue(),
        images);
  }
}
