package org.melange.spark.kb;

import java.util.List;
import org.apache.spark.sql.Row;
import org.melange.kb.ContentHash;
import org.melange.kb.Entity;
import org.melange.kb.name.Name;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Converts between entities, their names and rows of {@link Schemas}. */
public final class EntityCodec {

  private EntityCodec() {}

  /** A row of {@link Schemas#ENTITY}. */
  public static Row toRow(Entity entity) {
    return Rows.of(
        Schemas.ENTITY,
        entity.qid(),
        entity.label(),
        entity.description(),
        Rows.array(entity.aliases()),
        Rows.array(entity.types()),
        entity.popularity(),
        Rows.array(entity.images()),
        Rows.array(entity.redirects()),
        ContentHash.of(entity));
  }

  /** The entity of a row of {@link Schemas#ENTITY}. */
  public static Entity entity(Row row) {
    return new Entity(
        row.getAs("qid"),
        row.getAs("label"),
        row.getAs("description"),
        texts(row, "aliases"),
        texts(row, "types"),
        row.<Long>getAs("popularity"),
        texts(row, "images"),
        texts(row, "redirects"));
  }

  /** A row of {@link Schemas#NAME}. */
  static Row toRow(Name name) {
    return Rows.of(Schemas.NAME, name.name(), name.qid(), name.kind().code(), name.weight());
  }

  /** The name of a row of {@link Schemas#NAME}. */
  static Name name(Row row) {
    return new Name(
        row.getAs("name"),
        row.getAs("qid"),
        Name.Kind.ofCode(row.getAs("kind")),
        row.<Double>getAs("weight"));
  }

  private static List<String> texts(Row row, String column) {
    int index = row.fieldIndex(column);
    return row.isNullAt(index) ? List.of() : row.getList(index);
  }
}
