package org.melange.spark.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * Converts rows of Parquet to JSON objects. Null fields are omitted, all encodings of lists become
 * arrays, maps become objects. Names are case-sensitive.
 */
final class ParquetJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The logical type of a group. */
  enum Nesting {
    LIST,
    MAP,
    STRUCT
  }

  private ParquetJson() {}

  /** Converts a row or a struct. */
  static ObjectNode object(Group group) {
    ObjectNode object = JSON.objectNode();
    for (int field = 0; field < group.getType().getFieldCount(); field++) {
      JsonNode value = field(group, field);
      if (!value.isNull()) {
        object.set(group.getType().getFieldName(field), value);
      }
    }
    return object;
  }

  /** The logical type of {@code group}. */
  static Nesting nesting(GroupType group) {
    LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
    boolean one =
        group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
    if (one && logical instanceof ListLogicalTypeAnnotation) {
      return Nesting.LIST;
    }
    boolean map =
        logical instanceof MapLogicalTypeAnnotation || logical instanceof MapKeyValueTypeAnnotation;
    return one && map && !group.getType(0).isPrimitive() ? Nesting.MAP : Nesting.STRUCT;
  }

  /** Whether the repeated field of a list wraps the element, by the rules of the format. */
  static boolean wrapsElement(Type repeated) {
    return !repeated.isPrimitive()
        && repeated.asGroupType().getFieldCount() == 1
        && !repeated.getName().equals("array")
        && !repeated.getName().endsWith("_tuple");
  }

  private static JsonNode field(Group group, int field) {
    int count = group.getFieldRepetitionCount(field);
    if (group.getType().getType(field).isRepetition(Type.Repetition.REPEATED)) {
      ArrayNode list = JSON.arrayNode();
      for (int index = 0; index < count; index++) {
        list.add(value(group, field, index));
      }
      return list;
    }
    return count == 0 ? NullNode.getInstance() : value(group, field, 0);
  }

  private static JsonNode value(Group group, int field, int index) {
    Type type = group.getType().getType(field);
    if (type.isPrimitive()) {
      return ParquetValues.of(group, field, index);
    }
    Group inner = group.getGroup(field, index);
    return switch (nesting(type.asGroupType())) {
      case LIST -> list(inner);
      case MAP -> map(inner);
      case STRUCT -> object(inner);
    };
  }

  private static JsonNode list(Group group) {
    boolean wrapped = wrapsElement(group.getType().getType(0));
    ArrayNode list = JSON.arrayNode();
    for (int index = 0; index < group.getFieldRepetitionCount(0); index++) {
      list.add(wrapped ? field(group.getGroup(0, index), 0) : value(group, 0, index));
    }
    return list;
  }

  private static JsonNode map(Group group) {
    ObjectNode map = JSON.objectNode();
    for (int index = 0; index < group.getFieldRepetitionCount(0); index++) {
      Group entry = group.getGroup(0, index);
      boolean hasValue = entry.getType().getFieldCount() > 1;
      map.set(field(entry, 0).asText(), hasValue ? field(entry, 1) : NullNode.getInstance());
    }
    return map;
  }
}
