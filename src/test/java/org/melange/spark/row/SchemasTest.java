package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The columns of datasets that users read, which are a public contract. */
class SchemasTest {

  @Test
  void postsHaveTheseColumns() {
    assertColumns(Schemas.POST, "post_id", "text", "mentions", "images", "extra");
    assertColumns(Schemas.MENTION, "mention_id", "text", "start", "end");
    assertColumns(Schemas.IMAGE, "uri", "bytes");
  }

  @Test
  void rejectionsHaveTheseColumns() {
    assertColumns(Schemas.REJECTION, "stage", "reason", "message", "record");
  }

  @Test
  void knowledgeBasesHaveTheseColumns() {
    assertColumns(
        Schemas.ENTITY,
        "qid",
        "label",
        "description",
        "aliases",
        "types",
        "popularity",
        "images",
        "redirects",
        "content_hash");
    assertColumns(Schemas.NAME, "name", "qid", "kind", "weight");
    assertColumns(Schemas.CANDIDATE, "qid", "match", "weight");
  }

  @Test
  void candidatesOfLinksHaveTheseColumns() {
    assertColumns(
        Schemas.SCORED,
        "qid",
        "label",
        "score",
        "score_text",
        "score_image",
        "score_cross",
        "score_name");
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
        Schemas.LEDGER,
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

  @Test
  void concatenationKeepsTheOrderOfColumns() {
    assertColumns(
        Schemas.concat(Schemas.IMAGE, Schemas.CANDIDATE), "uri", "bytes", "qid", "match", "weight");
  }

  private static void assertColumns(StructType schema, String... names) {
    assertThat(schema.fieldNames()).containsExactly(names);
  }
}
