//! Client of Huawei Cloud Host Security Service.
