package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The columns that users and other programs depend on. */
class SchemasTest {

  /** Columns are a public contract: a change here must be in contracts.md, too. */
  @Test
  void columnsOfTheContract() {
    assertThat(Schemas.POST.simpleString())
        .isEqualTo(
            "struct<post_id:string,text:string,"
                + "mentions:array<struct<mention_id:string,text:string,start:int,end:int>>,"
                + "images:array<struct<uri:string,bytes:binary>>,extra:string>");
    assertThat(Schemas.REJECTION.fieldNames())
        .containsExactly("stage", "reason", "message", "record");
    assertThat(Schemas.ENTITY.fieldNames())
        .containsExactly(
            "qid",
            "label",
            "description",
            "aliases",
            "types",
            "popularity",
            "images",
            "redirects",
            "content_hash");
    assertThat(Schemas.NAME.fieldNames()).containsExactly("name", "qid", "kind", "weight");
    assertThat(Schemas.CANDIDATE.fieldNames()).containsExactly("qid", "match", "weight");
    assertThat(Schemas.SCORED.fieldNames())
        .containsExactly(
            "qid", "label", "score", "score_text", "score_image", "score_cross", "score_name");
  }

  @Test
  void identifiersAreRequired() {
    assertThat(Schemas.POST.apply("post_id").nullable()).isFalse();
    assertThat(Schemas.POST.apply("mentions").nullable()).isTrue();
    assertThat(Schemas.ENTITY.apply("qid").nullable()).isFalse();
    assertThat(Schemas.nullable(Schemas.ENTITY).apply("qid").nullable()).isTrue();
    assertThat(Schemas.nullable(Schemas.ENTITY).fieldNames())
        .isEqualTo(Schemas.ENTITY.fieldNames());
  }

  @Test
  void schemasAreConcatenatedAndReduced() {
    StructType both =
        Schemas.concat(StructType.fromDDL("a int, b int"), StructType.fromDDL("c string"));
    assertThat(both.fieldNames()).containsExactly("a", "b", "c");
    assertThat(Schemas.without(both, List.of("b", "absent")).simpleString())
        .isEqualTo("struct<a:int,c:string>");
  }

  @Test
  void featuresHaveTheseColumns() {
    assertColumns(
        Schemas.FEATURES,
        "text_cls",
        "text_tokens",
        "image_cls",
        "image_tokens",
        "text_length",
        "image_status");
  }

  @Test
  void theAnswerStoreHasTheseColumns() {
    assertColumns(
        Schemas.ANSWER,
        "key",
        "status",
        "description",
        "replies",
        "tokens_in",
        "tokens_out",
        "cost_usd",
        "model",
        "content",
        "latency_ms",
        "requests",
        "run_id",
        "answered_at");
  }

  private static void assertColumns(StructType schema, String... names) {
    assertThat(schema.fieldNames()).containsExactly(names);
  }
}
