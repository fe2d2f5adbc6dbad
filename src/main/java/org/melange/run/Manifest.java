package org.melange.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The {@code manifest.json} of an output directory: its kind, its version, its inputs and its
 * files. It is written last, so a directory without a manifest is unfinished. It contains a digest
 * of itself, so an edited manifest is refused.
 *
 * @param kind the kind of directory: {@code knowledge-base}, {@code model}, {@code entity-table},
 *     {@code links}
 * @param version identifies the content: equal versions mean equal content
 * @param facts everything else: inputs and their versions, counts, settings
 * @param files the listed files; empty if it lists none
 */
public record Manifest(
    String kind, String version, Map<String, Object> facts, Optional<FileListing> files) {

  /** The file's name. */
  public static final String FILE = "manifest.json";

  /** The format of directories; a reader refuses later ones. */
  public static final int FORMAT = 2;

  /** The earliest supported format, which lists no files and has no digest. */
  private static final int WITHOUT_FILES = 1;

  private static final String DIGEST = "digest";
  private static final String FILES = "files";

  /** The jobs that create each kind of directory. */
  private static final Map<String, String> JOBS =
      Map.ofEntries(
          Map.entry("knowledge-base", "jobs/import-kb"),
          Map.entry("wikidata-extract", "jobs/import-kb"),
          Map.entry("model", "jobs/init-model or jobs/train"),
          Map.entry("kb-diff", "jobs/kb-diff"),
          Map.entry("entity-table", "jobs/embed-kb"),
          Map.entry("clip", "jobs/fetch-clip"),
          Map.entry("links", "jobs/annotate"),
          Map.entry("descriptions", "jobs/enrich"),
          Map.entry("features", "jobs/features"),
          Map.entry("evaluation", "jobs/evaluate"),
          Map.entry("proposals", "jobs/propose"),
          Map.entry("calibration", "jobs/calibrate"),
          Map.entry("reproduction", "jobs/reproduce"),
          Map.entry("sweep", "jobs/sweep"));

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /** Sorts the facts. */
  public Manifest {
    facts = java.util.Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /** A manifest that lists no files. */
  public Manifest(String kind, String version, Map<String, Object> facts) {
    this(kind, version, facts, Optional.empty());
  }

  /** This manifest with a list of the directory's files. */
  public Manifest listing(FileListing listed) {
    return new Manifest(kind, version, facts, Optional.of(listed));
  }

  /** The file's text. */
  public String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("format", FORMAT).put("kind", kind).put("version", version).put("melange", melange());
    node.set("facts", JSON.valueToTree(facts));
    files.ifPresent(listed -> node.set(FILES, listed.toJson()));
    try {
      return JSON.writeValueAsString(node.put(DIGEST, digest(node))) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the manifest contains a value that is not JSON", e);
    }
  }

  /**
   * Reads a manifest.
   *
   * @param where the directory, for messages
   * @param kind what the directory must be
   * @throws JobException if it is not a manifest, has another kind or format, or was edited
   */
  public static Manifest parse(String json, String where, String kind) {
    ObjectNode node = object(json, where);
    JsonNode format = node.path("format");
    require(!format.isMissingNode(), where, "without a format in its manifest");
    require(
        format.isInt() && format.intValue() >= WITHOUT_FILES && format.intValue() <= FORMAT,
        where,
        "format " + format + ", this version reads " + FORMAT);
    require(
        kind.equals(node.path("kind").asText()),
        where,
        "a " + node.path("kind").asText("?") + ", not a " + kind);
    require(node.path("version").isTextual(), where, "without a version");
    Map<String, Object> facts = new TreeMap<>();
    node.path("facts")
        .properties()
        .forEach(
            entry -> facts.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
    Manifest manifest = new Manifest(kind, node.path("version").asText(), facts);
    return format.intValue() == WITHOUT_FILES ? manifest : manifest.checked(node, where);
  }

  private Manifest checked(ObjectNode node, String where) {
    JsonNode digest = node.remove(DIGEST);
    try {
      if (digest == null || !digest.asText().equals(digest(node))) {
        throw damaged(where, FILE + " was edited or damaged after it was written");
      }
      return node.has(FILES) ? listing(FileListing.of(node.get(FILES))) : this;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw damaged(where, FILE + " is not valid: " + e.getMessage());
    }
  }

  private static ObjectNode object(String json, String where) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode node) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw JobException.input(where + "/" + FILE + " is not JSON: " + e.getOriginalMessage());
    }
    throw JobException.input(where + "/" + FILE + " is not a JSON object; is it truncated?");
  }

  /**
   * Parsing and writing again normalizes numbers, so that writer and reader get the same digest.
   */
  private static String digest(ObjectNode node) throws JsonProcessingException {
    ObjectNode written = (ObjectNode) JSON.readTree(JSON.writeValueAsString(node));
    return Sha256.of(JSON.writeValueAsString(written));
  }

  /** Whether {@code json} is a complete JSON object; a truncated manifest is not. */
  public static boolean isWhole(String json) {
    try {
      return JSON.readTree(json).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** A fact as text. */
  public Optional<String> fact(String key) {
    return Optional.ofNullable(facts.get(key)).map(Object::toString);
  }

  /**
   * The listed files.
   *
   * @param where the directory, for messages
   * @throws JobException if an earlier version wrote it, which lists no files
   */
  public FileListing requireFiles(String where) {
    return files.orElseThrow(
        () ->
            JobException.input(
                "%s %s was written by an earlier version, whose manifest lists no files: %s"
                    .formatted(what(), where, remedy())));
  }

  /**
   * The error of a directory that differs from its manifest.
   *
   * @param where the directory
   * @param fault names the file and says what is wrong with it
   */
  public JobException damaged(String where, String fault) {
    return JobException.input(
        "%s %s is damaged: %s: restore the file, or %s".formatted(what(), where, fault, remedy()));
  }

  /** The version of this build. */
  public static String melange() {
    return Optional.ofNullable(Manifest.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private String what() {
    return kind.replace('-', ' ');
  }

  private String remedy() {
    return JOBS.containsKey(kind) ? "run " + JOBS.get(kind) + " again" : "create it again";
  }

  private static void require(boolean condition, String where, String fault) {
    if (!condition) {
      throw JobException.input(where + " is " + fault);
    }
  }
}
