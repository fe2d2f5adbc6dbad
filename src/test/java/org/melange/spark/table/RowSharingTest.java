package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.spark.row.Rows;

/** Entities that share the row of their text. */
class RowSharingTest {

  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.StringType)
          .add("description", DataTypes.StringType)
          .add("image_status", DataTypes.StringType);

  private final List<Row> computed = new ArrayList<>();
  private final RowSharing sharing =
      new RowSharing(
          entities -> {
            computed.addAll(entities);
            return entities.stream().map(RowSharingTest::bytes).toList();
          });

  private static Row entity(String label, String description, String status) {
    return Rows.of(SCHEMA, label, description, status);
  }

  private static byte[] bytes(Row entity) {
    return entity.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aTextWithoutAnImageIsComputedOnce() {
    Row first = entity("Church", "building", "none");
    Row other = entity("Church", "painting", "none");
    Row absent = entity("Church", "building", "absent");
    assertThat(sharing.rows(List.of(first, other, first, absent)))
        .containsExactly(bytes(first), bytes(other), bytes(first), bytes(first));
    assertThat(computed).containsExactly(first, other);
    assertThat(sharing.rows(List.of(other, first))).containsExactly(bytes(other), bytes(first));
    assertThat(computed).hasSize(2);
  }

  @Test
  void entitiesWithAnImageShareNothing() {
    Row pictured = entity("Church", "building", "ok");
    Row plain = entity("Church", "building", "none");
    assertThat(sharing.rows(List.of(pictured, pictured, plain)))
        .containsExactly(bytes(pictured), bytes(pictured), bytes(plain));
    assertThat(computed).containsExactly(pictured, pictured, plain);
  }

  @Test
  void rowsThatWereNotUsedForLongAreComputedAgain() {
    for (int i = 0; i < 300; i++) {
      sharing.rows(List.of(entity("number " + i, "", "none")));
    }
    sharing.rows(List.of(entity("number 299", "", "none"), entity("number 0", "", "none")));
    assertThat(computed).hasSize(301);
  }
}
