package org.melange.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.melange.corpus.ImageRef;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Post;
import org.melange.label.LabeledDataSet.LabeledMention;
import org.melange.label.LabeledDataSet.Shares;

/** Labels as a data set that jobs read. */
class LabeledDataSetTest {

  @Test
  void theParserOfDataSetsReadsTheRecords() {
    Post post =
        parsed(mention("p/1", "m", "It is 100%25 Rome \u2028\"now\"", "100%25 Rome", "Q220"));
    assertThat(post.postId()).isEqualTo("p%2F1/m");
    assertThat(post.text()).isEqualTo("It is 100%25 Rome \u2028\"now\"");
    assertThat(post.mentions().orElseThrow().get(0).text()).isEqualTo("100%25 Rome");
    assertThat(post.images()).containsExactly(new ImageRef.Uri("label-images/x"));
    assertThat(post.extra()).contains("\"answer\":\"Q220\"");
  }

  @Test
  void theIndexHasEachEntityOnce() {
    LabeledDataSet data =
        new LabeledDataSet(
            List.of(
                mention("a", "1", "x", "x", "Q2"),
                mention("b", "1", "x", "x", "Q1"),
                mention("c", "1", "x", "x", "Q2"),
                mention("d", "1", "x", "x", Answer.NIL)));
    assertThat(data.index()).isEqualTo("{\"Q1\":0,\"Q2\":1}\n");
  }

  @Test
  void splitsKeepPostsTogetherAndDependOnTheSeed() {
    List<LabeledMention> mentions = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      mentions.add(mention("p" + i / 2, "m" + i % 2, "x", "x", "Q1"));
    }
    LabeledDataSet data = new LabeledDataSet(mentions);
    Map<String, List<LabeledMention>> splits = data.splits(new Shares(0.3, 0.2), 43);
    assertThat(splits.get("dev")).hasSizeBetween(240, 360);
    assertThat(splits.get("test")).hasSizeBetween(140, 260);
    assertThat(splits.values().stream().mapToInt(List::size).sum()).isEqualTo(1_000);
    assertThat(splits.get("dev").stream().map(LabeledMention::postId).distinct().count() * 2)
        .isEqualTo(splits.get("dev").size());
    assertThat(data.splits(new Shares(0.3, 0.2), 43)).isEqualTo(splits);
    assertThat(data.splits(new Shares(0.3, 0.2), 44)).isNotEqualTo(splits);
    assertThat(data.splits(new Shares(1, 0), 43).keySet()).containsExactly("dev");
  }

  @Test
  void sharesArePartsOfOneWhole() {
    assertThatThrownBy(() -> new Shares(0.7, 0.4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Shares(Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Shares(-0.1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Post parsed(LabeledMention mention) {
    byte[] file = LabeledDataSet.records(List.of(mention)).getBytes(StandardCharsets.UTF_8);
    ParsedPost parsed = MimicPostParser.parse(new ByteArrayInputStream(file)).next();
    assertThat(parsed).isInstanceOf(ParsedPost.Accepted.class);
    return ((ParsedPost.Accepted) parsed).post();
  }

  private static LabeledMention mention(
      String post, String id, String text, String mention, String gold) {
    return new LabeledMention(post, id, text, mention, "label-images/x", gold, "label");
  }
}
