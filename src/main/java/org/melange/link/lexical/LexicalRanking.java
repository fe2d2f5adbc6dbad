package org.melange.link.lexical;

import java.util.List;
import java.util.Optional;

/**
 * The candidates of a mention with their scores.
 *
 * @param scores the best first
 * @param confidence what the confidence of the best one is computed from; empty without candidates
 */
public record LexicalRanking(List<LexicalScore> scores, Optional<LexicalConfidence> confidence) {}
