/**
 * Entity tables on disk: immutable files of rows, ordered by QID number, that are mapped into
 * memory and read where they lie.
 *
 * <p>A table is a sequence of segments ({@link org.melange.link.table.Segment}), each one file with
 * its entities' numbers, labels, heads and tails in sections of their own, so that a scan over
 * heads touches nothing else. {@code contracts.md} describes every byte.
 */
package org.melange.link.table;
