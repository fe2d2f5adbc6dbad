package org.melange.link.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.melange.link.EntityLayout;
import org.melange.run.JobException;
import org.melange.run.Manifest;

/**
 * What the manifest of an entity table says of its files.
 *
 * @param version of the table
 * @param knowledgeBase version of the knowledge base that it was made from
 * @param model version of the model
 * @param layout of the rows
 * @param precision of their vectors
 * @param segments in the order of their entities
 */
public record TableFiles(
    String version,
    String knowledgeBase,
    String model,
    EntityLayout layout,
    Precision precision,
    List<File> segments)
    implements Serializable {

  /** What a table's directory is called in its manifest. */
  public static final String KIND = "entity-table";

  /** The folder of segments inside a table's. */
  public static final String FOLDER = "segments";

  /**
   * One segment.
   *
   * @param name of its file in {@link #FOLDER}
   * @param entities how many
   * @param first number of its first QID
   * @param last number of its last QID
   * @param bytes of the file
   * @param sha256 of the file, hexadecimal
   */
  public record File(String name, int entities, long first, long last, long bytes, String sha256)
      implements Serializable {

    private Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("file", name);
      map.put("entities", entities);
      map.put("first", first);
      map.put("last", last);
      map.put("bytes", bytes);
      map.put("sha256", sha256);
      return map;
    }

    private static File of(Map<?, ?> map) {
      return new File(
          (String) map.get("file"),
          ((Number) map.get("entities")).intValue(),
          ((Number) map.get("first")).longValue(),
          ((Number) map.get("last")).longValue(),
          ((Number) map.get("bytes")).longValue(),
          (String) map.get("sha256"));
    }
  }

  /** Entities in all segments. */
  public long entities() {
    return segments.stream().mapToLong(File::entities).sum();
  }

  /** Bytes of all segments. */
  public long bytes() {
    return segments.stream().mapToLong(File::bytes).sum();
  }

  /** The manifest of a table's directory. */
  public Manifest manifest() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("table_format", SegmentHeader.FORMAT);
    facts.put("kb_version", knowledgeBase);
    facts.put("model_version", model);
    facts.put("entities", entities());
    facts.put("layout", layout.code());
    facts.put("precision", precision.code());
    facts.put("bytes", bytes());
    facts.put("segments", segments.stream().map(File::toMap).toList());
    return new Manifest(KIND, version, facts);
  }

  /**
   * Reads a manifest.
   *
   * @param folder for messages
   * @throws JobException if it is of another format or damaged
   */
  public static TableFiles of(Manifest manifest, String folder) {
    String format = manifest.fact("table_format").orElse("?");
    if (!format.equals(String.valueOf(SegmentHeader.FORMAT))) {
      throw JobException.input(
          "entity table "
              + folder
              + " has format "
              + format
              + ", this version reads "
              + SegmentHeader.FORMAT
              + ": run jobs/embed-kb again");
    }
    try {
      List<File> segments = new ArrayList<>();
      ((List<?>) manifest.facts().get("segments"))
          .forEach(segment -> segments.add(File.of((Map<?, ?>) segment)));
      return new TableFiles(
          manifest.version(),
          manifest.fact("kb_version").orElseThrow(),
          manifest.fact("model_version").orElseThrow(),
          EntityLayout.ofCode(manifest.fact("layout").orElseThrow()),
          Precision.ofCode(manifest.fact("precision").orElseThrow()),
          List.copyOf(segments));
    } catch (RuntimeException e) {
      throw JobException.input("entity table " + folder + " has a damaged manifest", e);
    }
  }
}
