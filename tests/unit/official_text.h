/*
 * Paragraphs as an office writes them, for tests and measurements of
 * typesetting.  Numbers are bound to their units by U+00A0 as in reports.
 */
#ifndef UNIT_OFFICIAL_TEXT_H
#define UNIT_OFFICIAL_TEXT_H

#define NB "\xC2\xA0"

static const char *const official_text[] = {
    "Thực hiện chương trình công tác năm đã được phê duyệt, Trung tâm phối "
    "hợp với phòng chuyên môn của các địa phương khảo sát nhu cầu của cơ sở "
    "công nghiệp nông thôn, hướng dẫn lập hồ sơ, thẩm định và trình cấp có "
    "thẩm quyền xem xét từng đề án; đồng thời theo dõi tiến độ, nghiệm thu "
    "khối lượng hoàn thành và thanh quyết toán kinh phí đúng quy định. Đến "
    "cuối kỳ, toàn bộ đề án được giao đã nghiệm thu, không có đề án nào phải "
    "điều chỉnh hoặc chuyển nguồn sang năm sau.",
    "Hoạt động hỗ trợ ứng dụng máy móc thiết bị tiên tiến tiếp tục là nội "
    "dung trọng tâm, chiếm hơn một nửa kinh phí. Các đơn vị thụ hưởng đã mạnh "
    "dạn đầu tư dây chuyền sấy, xay xát, đóng gói và tự động hóa một số công "
    "đoạn, nhờ đó năng suất lao động tăng, tỷ lệ phế phẩm giảm, chất lượng "
    "sản phẩm ổn định và đủ điều kiện đưa vào hệ thống phân phối hiện đại ở "
    "trong và ngoài tỉnh; thu nhập bình quân của người lao động đạt trên "
    "6,5" NB "triệu" NB "đồng mỗi tháng, cao hơn trước khi được hỗ trợ.",
    "Công tác bình chọn sản phẩm công nghiệp nông thôn tiêu biểu được tổ chức "
    "công khai, đúng quy chế. Hội đồng cấp tỉnh đã nhận 58" NB "hồ sơ của "
    "41" NB "cơ sở thuộc bốn nhóm: thủ công mỹ nghệ; chế biến nông, lâm, thủy "
    "sản và đồ uống; thiết bị, máy móc, dụng cụ và phụ tùng cơ khí; các sản "
    "phẩm khác. Sau hai vòng chấm điểm, 37" NB "sản phẩm được cấp giấy chứng "
    "nhận, trong đó một số sản phẩm được đề cử tham gia bình chọn cấp khu vực "
    "và quốc gia.",
    "Bên cạnh kết quả đạt được, việc triển khai còn gặp khó khăn: phần lớn cơ "
    "sở có quy mô nhỏ, vốn đối ứng hạn chế, mặt bằng sản xuất xen lẫn trong "
    "khu dân cư; một số chủ cơ sở chưa quan tâm đến việc đăng ký nhãn hiệu và "
    "truy xuất nguồn gốc. Mức hỗ trợ theo quy định hiện hành thấp so với giá "
    "thiết bị, thủ tục thanh toán qua nhiều bước nên chưa khuyến khích được "
    "doanh nghiệp tham gia; cán bộ ở cấp xã kiêm nhiệm, thường xuyên thay đổi "
    "nên việc nắm bắt nhu cầu và báo cáo số liệu còn chậm.",
    "Trong thời gian tới, đề nghị Ủy ban nhân dân tỉnh quan tâm bố trí kinh "
    "phí ổn định theo kế hoạch trung hạn, ưu tiên cho các ngành sử dụng "
    "nguyên liệu tại chỗ và lao động địa phương; giao các sở, ngành phối hợp "
    "lồng ghép nguồn vốn của chương trình mục tiêu quốc gia với nguồn khuyến "
    "công; chỉ đạo rà soát quỹ đất để hình thành cụm công nghiệp, từng bước "
    "di dời cơ sở gây ô nhiễm ra khỏi khu dân cư; đẩy mạnh chuyển đổi số, xúc "
    "tiến thương mại và liên kết vùng nhằm mở rộng thị trường tiêu thụ.",
    "Căn cứ Nghị định số" NB "45/2012/NĐ-CP ngày" NB "21" NB "tháng" NB "5 "
    "năm" NB "2012 của Chính phủ về khuyến công và các văn bản hướng dẫn, kinh "
    "phí được phân bổ cho ba nhóm nhiệm vụ: đào tạo, truyền nghề và nâng cao "
    "năng lực quản lý; hỗ trợ mô hình trình diễn, chuyển giao công nghệ, tham "
    "gia hội chợ, triển lãm; thông tin, tuyên truyền và nâng cao năng lực của "
    "hệ thống. Tổng giá trị thực hiện đạt 2.417,3" NB "triệu" NB "đồng, bằng "
    "96,7% kế hoạch; phần còn lại được hủy dự toán do đơn vị thụ hưởng xin "
    "rút vì thay đổi phương án đầu tư.",
};

enum { N_OFFICIAL_TEXT = sizeof official_text / sizeof *official_text };

#endif
