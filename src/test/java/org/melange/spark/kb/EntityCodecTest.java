package org.melange.spark.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.kb.ContentHash;
import org.melange.kb.Entity;
import org.melange.kb.name.Name;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Entities and names as rows and back. */
class EntityCodecTest {

  private static final Entity ENTITY =
      new Entity(
          "Q1",
          "Oslo",
          "capital",
          List.of("Kristiania"),
          List.of("Q515"),
          200,
          List.of("a.png"),
          List.of("Q7"));

  @Test
  void anEntitySurvives() {
    Row row = EntityCodec.toRow(ENTITY);
    assertThat(EntityCodec.entity(row)).isEqualTo(ENTITY);
    assertThat(row.schema()).isEqualTo(Schemas.ENTITY);
    assertThat(row.<String>getAs("content_hash")).isEqualTo(ContentHash.of(ENTITY));
  }

  @Test
  void listsThatAreNullAreEmpty() {
    Row row = EntityCodec.toRow(ENTITY);
    for (String list : List.of("aliases", "types", "images", "redirects")) {
      row = Rows.with(row, list, null);
    }
    Entity entity = EntityCodec.entity(row);
    assertThat(entity.aliases()).isEmpty();
    assertThat(entity.types()).isEmpty();
    assertThat(entity.images()).isEmpty();
    assertThat(entity.redirects()).isEmpty();
  }

  @Test
  void everyKindOfNameSurvives() {
    for (Name.Kind kind : Name.Kind.values()) {
      Name name = new Name("oslo", "Q1", kind, 0.25);
      assertThat(EntityCodec.name(EntityCodec.toRow(name))).isEqualTo(name);
    }
  }
}
