/**
 * Brings the links of a table up to date with another knowledge base, model or calibration. What
 * changed is found by comparing the inputs of links. Only links whose inputs differ are linked
 * again.
 */
package org.melange.spark.backfill;
