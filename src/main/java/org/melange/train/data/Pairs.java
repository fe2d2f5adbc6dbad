package org.melange.train.data;

/**
 * Mentions with their gold entities, paired on access.
 *
 * @param mentions all mentions
 * @param entities gold entities and distractors
 * @param answers the index of the gold entity of each mention
 * @param <E> the representation of both
 */
@SuppressWarnings("ArrayRecordComponent") // made once per training, never compared
public record Pairs<E>(Examples<E> mentions, Examples<E> entities, int[] answers)
    implements Examples<MentionPair<E>> {

  /** Requires answers that are indices of entities. */
  public Pairs {
    if (answers.length != mentions.size()) {
      throw new IllegalArgumentException(
          answers.length + " answers for " + mentions.size() + " mentions");
    }
    for (int answer : answers) {
      if (answer < 0 || answer >= entities.size()) {
        throw new IllegalArgumentException(
            "an answer is entity " + answer + " of " + entities.size());
      }
    }
  }

  @Override
  public int size() {
    return mentions.size();
  }

  @Override
  public MentionPair<E> get(int i) {
    return new MentionPair<>(mentions.get(i), entities.get(answers[i]));
  }

  @Override
  public void startEpoch(int epoch) {
    mentions.startEpoch(epoch);
    entities.startEpoch(epoch);
  }

  @Override
  public String id(int i) {
    return mentions.id(i);
  }
}
