/** Training and calibration data on Spark. */
package org.melange.spark.learn;
