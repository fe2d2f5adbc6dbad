/**
 * Evaluation of links: ranks of the right entity, metrics over them with confidence intervals,
 * calibration error, and the tables and charts that report them. Takes ranks and confidences from
 * any system; knows neither models nor Spark.
 */
package org.melange.eval;
