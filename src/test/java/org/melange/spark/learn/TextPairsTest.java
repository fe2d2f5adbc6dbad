package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.model.LinkingModel;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.row.Schemas;
import org.melange.testing.LocalSpark;
import org.melange.train.data.TextPair;
import org.melange.train.data.TextPairCodec;

/** What a text tower is to learn that two texts have in common. */
class TextPairsTest {

  private static final Dataset<Row> ENTITIES =
      LocalSpark.rows(
          Schemas.ENTITY.toDDL(),
          List.of(
              "{\"qid\":\"Q1\",\"label\":\"Bob Barr\",\"description\":\"\",\"aliases\":[\"Robert"
                  + " Barr\"]}",
              "{\"qid\":\"Q2\",\"label\":\"Georgia\",\"description\":\"country\",\"aliases\":null}"));

  private static final Dataset<Row> MENTIONS =
      LocalSpark.rows(
          "mention_key string, mention string, text string, gold_qid string",
          List.of(
              "{\"mention_key\":\"1/0\",\"mention\":\"Cher\",\"text\":\"Cher in"
                  + " 1975\",\"gold_qid\":\"Q1\"}"));

  @Test
  void anEntityIsCalledByLabelAliasesAndFamilyName() {
    assertThat(texts(TextPairs.ofNames(ENTITIES)))
        .containsExactlyInAnyOrder(
            "Q1: Bob Barr | ",
            "Q1: Robert Barr | Bob Barr",
            "Q1: Barr | Bob Barr",
            "Q2: Georgia | country");
  }

  @Test
  void namesStandWhereMentionsStood() {
    assertThat(texts(TextPairs.inSentences(TextPairs.ofNames(ENTITIES), MENTIONS)))
        .containsExactlyInAnyOrder(
            "Q1: Bob Barr | Bob Barr in 1975",
            "Q1: Robert Barr | Robert Barr in 1975",
            "Q1: Barr | Barr in 1975",
            "Q2: Georgia | country");
    assertThat(texts(TextPairs.inSentences(TextPairs.ofNames(ENTITIES), MENTIONS.limit(0))))
        .contains("Q1: Bob Barr | ");
  }

  @Test
  void mentionsStandWithTheirEntity() {
    Row pair = TextPairs.ofMentions(MENTIONS, ENTITIES).first();
    assertThat(pair.<String>getAs("key")).isEqualTo("Q1 mention 1/0");
    assertThat(pair.<String>getAs("label")).isEqualTo("Bob Barr");
    assertThat(pair.<String>getAs("text")).isEqualTo("Cher in 1975");
  }

  @Test
  void tokenizedPairsAreTheCodecsRecordsAndGroupNamesByTheirFirstAndLastWord() {
    SmallWorld world = SmallWorld.get();
    TextPairCodec codec;
    try (LinkingModel model = ModelInfo.load(world.model(), DeviceChoice.CPU)) {
      codec = TextPairCodec.of(model, TextPairs.KINDS);
    }
    Dataset<Row> pairs = TextPairs.ofNames(ENTITIES).orderBy("key");
    List<TextPair> tokens =
        TextPairs.tokenized(pairs, world.model(), Settings.defaults()).collectAsList().stream()
            .map(row -> codec.read(ByteBuffer.wrap(row.<byte[]>getAs("record"))))
            .toList();
    assertThat(tokens).hasSize(4);
    // three names of Q1, with one label
    for (TextPair pair : tokens.subList(0, 3)) {
      assertThat(pair.right()).isEqualTo(tokens.get(0).right());
      assertThat(pair.rightLength()).isEqualTo(tokens.get(0).rightLength());
    }
    assertThat(tokens.get(0).left()).isNotEqualTo(tokens.get(1).left());
    assertThat(tokens.get(3).right()).isNotEqualTo(tokens.get(0).right());
  }

  private static List<String> texts(Dataset<Row> pairs) {
    return pairs.collectAsList().stream()
        .map(
            row ->
                row.<String>getAs("key").split(" ")[0]
                    + ": "
                    + row.getAs("mention")
                    + " | "
                    + row.getAs("text"))
        .collect(Collectors.toList());
  }
}
