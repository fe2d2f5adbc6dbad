package org.melange.link.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.melange.link.row.EntityLayout;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.ListedFile;
import org.melange.run.Manifest;

/**
 * The files of an entity table, as its manifest lists them. Immutable.
 *
 * @param version of the table
 * @param knowledgeBase version of the knowledge base that it was made from
 * @param model version of the model
 * @param layout of the rows
 * @param precision of their vectors
 * @param segments in the order of their entities
 * @param graphs of the index, in the order of the segments that they cover; none without an index
 */
public record TableFiles(
    String version,
    String knowledgeBase,
    String model,
    EntityLayout layout,
    Precision precision,
    List<File> segments,
    List<Graph> graphs)
    implements Serializable {

  /** The kind of a table's manifest. */
  public static final String KIND = "entity-table";

  /** The subdirectory of segments and graphs. */
  public static final String FOLDER = "segments";

  /** A file of a table. */
  public sealed interface Stored extends Serializable permits File, Graph {

    /** Its name in {@link #FOLDER}. */
    String name();

    /** Its length. */
    long bytes();

    /** SHA-256 of it, hexadecimal. */
    String sha256();
  }

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
      implements Stored {

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

  /**
   * One graph.
   *
   * @param name of its file in {@link #FOLDER}
   * @param segments how many it covers, one or more
   * @param bytes of the file
   * @param sha256 of the file, hexadecimal
   */
  public record Graph(String name, int segments, long bytes, String sha256) implements Stored {

    private Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("file", name);
      map.put("segments", segments);
      map.put("bytes", bytes);
      map.put("sha256", sha256);
      return map;
    }

    private static Graph of(Map<?, ?> map) {
      return new Graph(
          (String) map.get("file"),
          ((Number) map.get("segments")).intValue(),
          ((Number) map.get("bytes")).longValue(),
          (String) map.get("sha256"));
    }
  }

  /** Files of a table without an index. */
  public TableFiles(
      String version,
      String knowledgeBase,
      String model,
      EntityLayout layout,
      Precision precision,
      List<File> segments) {
    this(version, knowledgeBase, model, layout, precision, segments, List.of());
  }

  /** The same table under the version that its files and its sources give it. */
  public TableFiles versioned() {
    return new TableFiles(
        contentVersion(), knowledgeBase, model, layout, precision, segments, graphs);
  }

  private String contentVersion() {
    String kb = knowledgeBase.substring(0, Math.min(16, knowledgeBase.length()));
    return kb + "-" + model + "-" + sum().substring(0, 8);
  }

  /** The same table with these graphs. */
  public TableFiles indexedBy(List<Graph> index) {
    return new TableFiles(version, knowledgeBase, model, layout, precision, segments, index);
  }

  /** The part of this table that the segments {@code from} to {@code to − 1} are. */
  public TableFiles part(int from, int to) {
    return new TableFiles(
        version, knowledgeBase, model, layout, precision, List.copyOf(segments.subList(from, to)));
  }

  /** All files, segments first. */
  public List<Stored> all() {
    return Stream.<Stored>concat(segments.stream(), graphs.stream()).toList();
  }

  /** Which files these are: a SHA-256 of their sums. */
  public String sum() {
    return ChecksumVerification.sha256(
        all().stream().map(Stored::sha256).collect(Collectors.joining()));
  }

  /** All files as a manifest lists them. */
  public FileListing listing() {
    return new FileListing(
        all().stream()
            .map(file -> new ListedFile(FOLDER + "/" + file.name(), file.bytes(), file.sha256()))
            .toList());
  }

  /** The names of all files. */
  public List<String> names() {
    return all().stream().map(Stored::name).toList();
  }

  /** Entities in all segments. */
  public long entities() {
    return segments.stream().mapToLong(File::entities).sum();
  }

  /** Bytes of all segments. */
  public long bytes() {
    return segments.stream().mapToLong(File::bytes).sum();
  }

  /** Bytes of all graphs. */
  public long graphBytes() {
    return graphs.stream().mapToLong(Graph::bytes).sum();
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
    if (!graphs.isEmpty()) {
      facts.put("graphs", graphs.stream().map(Graph::toMap).toList());
    }
    return new Manifest(KIND, version, facts).listing(listing());
  }

  /**
   * Reads a manifest.
   *
   * @param directory for messages
   * @throws JobException if it is of another format or damaged, or its version is not that of the
   *     files that it lists
   */
  public static TableFiles of(Manifest manifest, String directory) {
    String format = manifest.fact("table_format").orElse("?");
    if (!format.equals(String.valueOf(SegmentHeader.FORMAT))) {
      throw JobException.input(
          "entity table "
              + directory
              + " has format "
              + format
              + ", this version reads "
              + SegmentHeader.FORMAT
              + ": run jobs/embed-kb again");
    }
    TableFiles files = read(manifest, directory);
    if (!files.contentVersion().equals(manifest.version())) {
      throw manifest.damaged(
          directory,
          "the files that %s lists make version %s, it says %s"
              .formatted(Manifest.FILE, files.contentVersion(), manifest.version()));
    }
    return files;
  }

  private static TableFiles read(Manifest manifest, String directory) {
    try {
      return new TableFiles(
          manifest.version(),
          manifest.fact("kb_version").orElseThrow(),
          manifest.fact("model_version").orElseThrow(),
          EntityLayout.ofCode(manifest.fact("layout").orElseThrow()),
          Precision.ofCode(manifest.fact("precision").orElseThrow()),
          files(manifest.facts().get("segments"), File::of),
          files(manifest.facts().getOrDefault("graphs", List.of()), Graph::of));
    } catch (RuntimeException e) {
      throw JobException.input("entity table " + directory + " has a damaged manifest", e);
    }
  }

  private static <T> List<T> files(Object list, Function<Map<?, ?>, T> reading) {
    List<T> files = new ArrayList<>();
    ((List<?>) list).forEach(file -> files.add(reading.apply((Map<?, ?>) file)));
    return List.copyOf(files);
  }
}
