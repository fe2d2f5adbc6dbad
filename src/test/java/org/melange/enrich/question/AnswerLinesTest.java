package org.melange.enrich.question;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Concern;
import org.melange.enrich.chat.ChatReply.Finish;
import org.melange.enrich.chat.ChatReply.Rejected;

/** The records of answers and replies, also after a crash. */
class AnswerLinesTest {

  private static final List<Answer> ANSWERS =
      List.of(
          answer("a", new EnrichmentOutcome.Chosen("a \"state\"\r\n\u2028of \u0416\uD83C\uDF0D")),
          answer("b", new EnrichmentOutcome.NoneFits()),
          answer("c", new EnrichmentOutcome.Refused()),
          answer("d", new EnrichmentOutcome.Malformed()));

  @Test
  void writtenAnswersAreReadBack() {
    assertThat(AnswerRecordCodec.parseAll(journal())).isEqualTo(ANSWERS);
    assertThat(AnswerRecordCodec.parseAll(new byte[0])).isEmpty();
  }

  /** Whatever part of it reached the disk. */
  @Test
  void aTruncatedLogKeepsItsCompleteLines() {
    byte[] journal = journal();
    for (int length = 0; length < journal.length; length++) {
      byte[] cut = Arrays.copyOf(journal, length);
      // The line break is no part of what is checked.
      int whole =
          (int) (new String(cut, UTF_8) + "\n").lines().filter(l -> l.endsWith("}")).count();
      assertThat(AnswerRecordCodec.parseAll(cut)).isEqualTo(ANSWERS.subList(0, whole));
      assertThat(AnswerRecordCodec.parseAll(Arrays.copyOf(cut, journal.length + 9)))
          .as("cut at %d, zeros behind", length)
          .hasSizeBetween(whole - 1, whole);
    }
  }

  @Test
  void aChangedByteDamagesOneLine() {
    byte[] first = AnswerRecordCodec.of(ANSWERS.get(0));
    byte[] journal = journal();
    for (int at = 0; at < first.length - 1; at++) {
      byte[] damaged = journal.clone();
      damaged[at] ^= 0x01;
      assertThat(AnswerRecordCodec.parseAll(damaged)).as("byte %d", at).endsWith(rest());
    }
  }

  @ParameterizedTest
  @EnumSource(Finish.class)
  void aReplyIsReadAsItWasWritten(Finish finish) {
    Usage usage = new Usage(1L << 40, 7);
    Answered answered =
        new Answered("{\"choice\":\"1\"}\n", finish, usage, "tiny", Duration.ofMillis(12), 3);
    for (ChatReply reply :
        List.of(
            answered,
            new Rejected(400, "400 filtered", Concern.QUESTION),
            new Rejected(413, "413 too long", Concern.REQUEST))) {
      ReplyRecordCodec line = new ReplyRecordCodec("key", reply);
      String written = new String(line.toBytes(), UTF_8);
      assertThat(written).endsWith("\n").hasLineCount(1);
      assertThat(ReplyRecordCodec.parse(written)).contains(line);
      assertThat(ReplyRecordCodec.parse(written.substring(0, written.length() - 2)))
          .isEqualTo(Optional.empty());
    }
  }

  @Test
  void damagedLinesAreCountedAndATruncatedLastOneIsNot() {
    byte[] journal = journal();
    assertThat(AnswerRecordCodec.damaged(journal)).isZero();
    assertThat(AnswerRecordCodec.damaged(Arrays.copyOf(journal, journal.length - 5))).isZero();
    byte[] damaged = journal.clone();
    damaged[12] ^= 0x01;
    assertThat(AnswerRecordCodec.damaged(damaged)).isEqualTo(1);
  }

  @Test
  void aReplyWithoutAnAnswerCannotBeEncoded() {
    for (ChatReply reply : List.of(new ChatReply.Exhausted(2, "503"), new ChatReply.OverBudget())) {
      assertThatThrownBy(() -> new ReplyRecordCodec("key", reply))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(ReplyRecordCodec.parse("{\"key\":\"k\",\"attempts\":1,\"why\":\"503\"}")).isEmpty();
  }

  private static Answer[] rest() {
    return ANSWERS.subList(1, ANSWERS.size()).toArray(Answer[]::new);
  }

  private static byte[] journal() {
    ByteArrayOutputStream journal = new ByteArrayOutputStream();
    ANSWERS.forEach(answer -> journal.writeBytes(AnswerRecordCodec.of(answer)));
    return journal.toByteArray();
  }

  private static Answer answer(String key, EnrichmentOutcome outcome) {
    return new Answer(
        key,
        outcome,
        1,
        new Usage(1_234_567_890_123L, 5),
        0.1 + 0.2,
        new Answer.Call("tiny", "said\t\u0000", 1_500, 2),
        "run-1",
        Instant.ofEpochMilli(1_767_225_600_123L));
  }
}
