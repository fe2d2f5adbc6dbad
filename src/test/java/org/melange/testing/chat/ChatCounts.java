package org.melange.testing.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a server saw, question by question: a question is the text of the user's message. */
public final class ChatCounts {

  private final Map<String, Question> questions = new TreeMap<>();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private long requests;
  private long refusedByLimit;
  private long acceptedTokens;
  private int inFlight;
  private int mostInFlight;

  /**
   * One question.
   *
   * @param asked requests that came
   * @param answered whole answers that were sent
   * @param lost answers that were made, and may be charged, but did not arrive
   */
  public record Question(int asked, int answered, int lost) {}

  synchronized void asked(String question) {
    requests++;
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    add(question, 1, 0, 0);
  }

  synchronized void ended() {
    inFlight--;
  }

  synchronized void accepted(long tokens) {
    acceptedTokens += tokens;
  }

  synchronized void overLimit() {
    refusedByLimit++;
  }

  synchronized void fault(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  synchronized void answered(String question) {
    add(question, 0, 1, 0);
  }

  synchronized void lost(String question) {
    add(question, 0, 0, 1);
  }

  private void add(String question, int asked, int answered, int lost) {
    questions.merge(
        question,
        new Question(asked, answered, lost),
        (a, b) -> new Question(a.asked + b.asked, a.answered + b.answered, a.lost + b.lost));
  }

  /** All requests for answers, whatever became of them. */
  public synchronized long requests() {
    return requests;
  }

  /** Those that would have overrun a limit. */
  public synchronized long refusedByLimit() {
    return refusedByLimit;
  }

  /** Tokens of those that did not. */
  public synchronized long acceptedTokens() {
    return acceptedTokens;
  }

  /** The most requests that were here at a time. */
  public synchronized int mostInFlight() {
    return mostInFlight;
  }

  /** A copy of what was counted for each question. */
  public synchronized Map<String, Question> questions() {
    return new TreeMap<>(questions);
  }

  /** How often each fault happened. */
  public synchronized Map<Fault, Integer> faults() {
    return new EnumMap<>(faults);
  }

  /** All of it as JSON, for those in other processes. */
  synchronized String toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("requests", requests)
        .put("refused_by_limit", refusedByLimit)
        .put("accepted_tokens", acceptedTokens)
        .put("most_in_flight", mostInFlight);
    ObjectNode each = json.putObject("questions");
    questions.forEach(
        (text, q) ->
            each.putObject(text)
                .put("asked", q.asked)
                .put("answered", q.answered)
                .put("lost", q.lost));
    return json.toString();
  }
}
