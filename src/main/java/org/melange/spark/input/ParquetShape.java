package org.melange.spark.input;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * The type of a Parquet column as JSON has it: all numbers are the same type, and so are all
 * encodings of a list. Compares the columns of several files. Not a record: Kryo cannot read those.
 * Immutable.
 */
public final class ParquetShape implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final String NULL = "null";
  private static final String STRUCT = "struct";
  private static final String ELEMENT = "element";

  private final String kind;
  private final LinkedHashMap<String, ParquetShape> parts;

  private ParquetShape(String kind, Map<String, ParquetShape> parts) {
    this.kind = kind;
    this.parts = new LinkedHashMap<>(parts);
  }

  /** The columns of a file. */
  public static ParquetShape of(GroupType fields) {
    Map<String, ParquetShape> parts = new LinkedHashMap<>();
    fields.getFields().forEach(field -> parts.put(field.getName(), of(field)));
    return new ParquetShape(STRUCT, parts);
  }

  private static ParquetShape of(Type type) {
    return type.isRepetition(Type.Repetition.REPEATED) ? list(single(type)) : single(type);
  }

  private static ParquetShape single(Type type) {
    if (type.isPrimitive()) {
      return new ParquetShape(ParquetValues.kind(type.asPrimitiveType()), Map.of());
    }
    GroupType group = type.asGroupType();
    return switch (ParquetJson.nesting(group)) {
      case LIST -> {
        Type repeated = group.getType(0);
        yield list(
            ParquetJson.wrapsElement(repeated)
                ? of(repeated.asGroupType().getType(0))
                : single(repeated));
      }
      case MAP -> {
        GroupType entry = group.getType(0).asGroupType();
        yield new ParquetShape(
            "map", entry.getFieldCount() < 2 ? Map.of() : Map.of(ELEMENT, of(entry.getType(1))));
      }
      case STRUCT -> of(group);
    };
  }

  private static ParquetShape list(ParquetShape element) {
    return new ParquetShape("list", Map.of(ELEMENT, element));
  }

  /** Whether it is one of {@code kinds}, or null throughout. */
  public boolean is(String... kinds) {
    return kind.equals(NULL) || List.of(kinds).contains(kind);
  }

  /** A field of a struct. */
  public Optional<ParquetShape> field(String name) {
    return Optional.ofNullable(parts.get(name));
  }

  /** The names of a struct's fields. */
  public List<String> fields() {
    return List.copyOf(parts.keySet());
  }

  /** What a list holds; any other shape itself. */
  public ParquetShape elements() {
    return kind.equals("list") ? parts.get(ELEMENT) : this;
  }

  /**
   * What both hold.
   *
   * @param path the name of the column, for the message
   * @throws Conflict if no column can hold both
   */
  public ParquetShape merge(ParquetShape other, String path) throws Conflict {
    if (kind.equals(NULL) || other.kind.equals(NULL)) {
      return kind.equals(NULL) ? other : this;
    }
    if (!kind.equals(other.kind)) {
      throw new Conflict(path, this, other);
    }
    Map<String, ParquetShape> merged = new LinkedHashMap<>(parts);
    for (Map.Entry<String, ParquetShape> part : other.parts.entrySet()) {
      String name = path.isEmpty() ? part.getKey() : path + "." + part.getKey();
      ParquetShape before = merged.get(part.getKey());
      merged.put(
          part.getKey(), before == null ? part.getValue() : before.merge(part.getValue(), name));
    }
    return new ParquetShape(kind, merged);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case "list" -> "list of " + elements();
      case STRUCT ->
          parts.entrySet().stream()
              .map(part -> part.getKey() + ": " + part.getValue())
              .collect(Collectors.joining(", ", "struct (", ")"));
      default -> kind;
    };
  }

  /** Two files disagree on a column. */
  public static final class Conflict extends Exception {
    private static final long serialVersionUID = 1L;
    private final String column;
    private final transient ParquetShape one;
    private final transient ParquetShape other;

    Conflict(String column, ParquetShape one, ParquetShape other) {
      super(column, null, false, false);
      this.column = column;
      this.one = one;
      this.other = other;
    }

    /** What each of two files holds. */
    public String message(String file, String otherFile) {
      return "column '%s' is %s in %s, but %s in %s".formatted(column, one, file, other, otherFile);
    }
  }
}
