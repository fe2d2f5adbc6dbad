package org.melange.spark.row;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.try_to_binary;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Converts the columns of posts to the types of {@link Schemas#POST}, so that the rows of {@code
 * spark.read().json(...)} can be linked as they are.
 *
 * <ul>
 *   <li>{@code post_id} may be a number.
 *   <li>{@code mentions} may be absent, an array of strings, or an array of structs with some of
 *       {@code mention_id, text, start, end}, in any order and of any numeric type. An absent
 *       {@code mention_id} is the position, an absent {@code text} that of the span.
 *   <li>{@code images} may be absent, or one or an array of: an address, a binary value, a struct
 *       with some of {@code bytes, uri, url, path, file_name}. Text in {@code bytes} is base64.
 * </ul>
 *
 * <p>Columns of other types stay as they are; the stages reject them.
 */
public final class PostColumns {

  private static final String POST_ID = "post_id";
  private static final String MENTIONS = "mentions";
  private static final String IMAGES = "images";
  private static final List<String> ADDRESSES = List.of("uri", "url", "path", "file_name");
  private static final String BYTES = "bytes";

  private PostColumns() {}

  /** Posts whose columns have the types of {@link Schemas#POST}, as far as they can. */
  public static Dataset<Row> of(Dataset<?> posts) {
    Dataset<Row> rows = posts.toDF();
    StructType schema = rows.schema();
    if (type(schema, POST_ID) instanceof NumericType) {
      rows = rows.withColumn(POST_ID, col(POST_ID).cast(DataTypes.StringType));
    }
    if (converts(schema, MENTIONS)) {
      rows = rows.withColumn(MENTIONS, mentions(schema).cast(target(MENTIONS).asNullable()));
    }
    return withImages(rows);
  }

  /** The schema of what {@link #of} returns. */
  public static StructType schema(StructType posts) {
    StructType schema = posts;
    if (type(posts, POST_ID) instanceof NumericType) {
      schema = with(schema, POST_ID, DataTypes.StringType);
    }
    if (converts(posts, MENTIONS)) {
      schema = with(schema, MENTIONS, target(MENTIONS));
    }
    return withImages(schema);
  }

  /** Rows whose {@code images} have the type of {@link Schemas#POST}, as far as they can. */
  public static Dataset<Row> withImages(Dataset<Row> rows) {
    StructType schema = rows.schema();
    return converts(schema, IMAGES)
        ? rows.withColumn(IMAGES, images(type(schema, IMAGES)).cast(target(IMAGES).asNullable()))
        : rows;
  }

  /** The schema of what {@link #withImages(Dataset)} returns. */
  public static StructType withImages(StructType schema) {
    return converts(schema, IMAGES) ? with(schema, IMAGES, target(IMAGES)) : schema;
  }

  private static DataType target(String column) {
    return Schemas.POST.apply(column).dataType();
  }

  /** Whether a column is absent or has another type that can be converted. */
  private static boolean converts(StructType schema, String column) {
    DataType type = type(schema, column);
    if (type == null) {
      return true;
    }
    if (type.asNullable().sameType(target(column).asNullable())) {
      return false;
    }
    return column.equals(MENTIONS)
        ? isMentions(type)
        : isImage(type instanceof ArrayType array ? array.elementType() : type);
  }

  private static boolean isMentions(DataType type) {
    return type instanceof ArrayType array
        && (array.elementType() instanceof StringType
            || has(array.elementType(), List.of("text", "start")));
  }

  private static boolean isImage(DataType type) {
    return type instanceof StringType
        || type instanceof BinaryType
        || has(type, ADDRESSES)
        || has(type, List.of(BYTES));
  }

  private static boolean has(DataType type, List<String> fields) {
    return type instanceof StructType struct
        && Arrays.stream(struct.fieldNames()).anyMatch(fields::contains);
  }

  private static Column mentions(StructType schema) {
    DataType type = type(schema, MENTIONS);
    if (type == null) {
      return lit(null);
    }
    DataType element = ((ArrayType) type).elementType();
    return present(
        transform(
            col(MENTIONS),
            (mention, position) -> when(mention.isNotNull(), mention(mention, position, element))));
  }

  private static Column mention(Column mention, Column position, DataType type) {
    Column id = position.cast(DataTypes.StringType);
    if (!(type instanceof StructType struct)) {
      return mention(id, mention, lit(null), lit(null));
    }
    Column start = integer(mention, struct, "start");
    Column end = integer(mention, struct, "end");
    Column covered = substring(col("text"), start.plus(1), end.minus(start));
    return mention(
        coalesce(field(mention, struct, "mention_id").cast(DataTypes.StringType), id),
        coalesce(field(mention, struct, "text").cast(DataTypes.StringType), covered),
        start,
        end);
  }

  private static Column mention(Column id, Column text, Column start, Column end) {
    return struct(id.as("mention_id"), text.as("text"), start.as("start"), end.as("end"));
  }

  private static Column integer(Column mention, StructType struct, String name) {
    return field(mention, struct, name).try_cast(DataTypes.IntegerType);
  }

  private static Column images(DataType type) {
    if (type == null) {
      return array();
    }
    if (type instanceof ArrayType array) {
      return present(transform(col(IMAGES), image -> image(image, array.elementType())));
    }
    return present(array(image(col(IMAGES), type)));
  }

  /** Null where there is neither an address nor content. */
  private static Column image(Column image, DataType type) {
    Column none = lit(null);
    if (type instanceof StringType) {
      return image(address(image), none.cast(DataTypes.BinaryType));
    }
    if (type instanceof BinaryType) {
      return image(none.cast(DataTypes.StringType), image);
    }
    StructType struct = (StructType) type;
    List<Column> addresses = new ArrayList<>();
    addresses.add(none.cast(DataTypes.StringType));
    for (String name : ADDRESSES) {
      addresses.add(address(field(image, struct, name).cast(DataTypes.StringType)));
    }
    Column bytes = content(field(image, struct, BYTES), type(struct, BYTES));
    Column uri = coalesce(addresses.toArray(Column[]::new));
    return image(when(bytes.isNull(), uri), bytes);
  }

  private static Column image(Column uri, Column bytes) {
    return when(uri.isNotNull().or(bytes.isNotNull()), struct(uri.as("uri"), bytes.as(BYTES)));
  }

  private static Column address(Column text) {
    return when(trim(text).notEqual(""), text);
  }

  private static Column content(Column bytes, DataType type) {
    return type instanceof StringType
        ? try_to_binary(nullif(trim(bytes), lit("")), lit("base64"))
        : bytes.cast(DataTypes.BinaryType);
  }

  private static Column present(Column list) {
    return filter(list, element -> element.isNotNull());
  }

  private static Column field(Column struct, StructType type, String name) {
    return type(type, name) == null ? lit(null) : struct.getField(name);
  }

  /** Null if there is no such column. */
  private static DataType type(StructType schema, String column) {
    return Arrays.asList(schema.fieldNames()).contains(column)
        ? schema.apply(column).dataType()
        : null;
  }

  private static StructType with(StructType schema, String column, DataType type) {
    if (type(schema, column) == null) {
      return schema.add(column, type);
    }
    return new StructType(
        Arrays.stream(schema.fields())
            .map(
                field ->
                    field.name().equals(column)
                        ? DataTypes.createStructField(column, type, true)
                        : field)
            .toArray(org.apache.spark.sql.types.StructField[]::new));
  }
}
